// The call: digits answer the question that is next, what follows from the answers is said at once.
(() => {
  "use strict";
  const script = () => document.querySelector("[data-script]");
  const steps = (form) => [...form.querySelectorAll("fieldset[data-step]")];
  const radios = (step) => [...step.querySelectorAll("input[type=radio]")];
  const answered = (step) => [...step.querySelectorAll("input")].find((one) => one.checked);
  const said = (form, name) => form.querySelector(`input[name=${name}]:checked`);

  const unwilling = (form) => form.querySelector("input[name=declined]:checked:enabled");
  // Who will not rate need not say whether it is solved.
  const asked = (form, step) => !step.hidden && !(unwilling(form) && step.dataset.step === "is_solved");
  const current = (form) => steps(form).find((step) => asked(form, step) && !answered(step));

  const show = (form) => {
    const contacted = said(form, "was_contacted")?.value;
    const missed = contacted === "false";
    for (const part of form.querySelectorAll("[data-step]")) {
      if (part.dataset.step === "was_contacted") continue;
      part.hidden = missed;
      // What is not asked is not sent; the words stay in the field in case it was a slip.
      for (const one of part.querySelectorAll("input, textarea")) one.disabled = missed;
    }
    const rating = said(form, "satisfaction");
    const after = form.querySelector("[data-after]");
    let what = "";
    if (missed) what = Number(after.dataset.left) > 1 ? "retry" : "last";
    else if (contacted && unwilling(form)) what = Number(after.dataset.left) > 1 ? "declined" : "last";
    else if (contacted && rating) what = "content" in rating.dataset ? "content" : "discontent";
    after.textContent = what ? after.dataset[what] : "";
    const reason = form.querySelector("textarea[name=reason]");
    reason.required = what === "discontent";
    const now = current(form);
    for (const step of steps(form)) step.toggleAttribute("data-now", step === now);
    return what;
  };

  const onwards = (form, what) => {
    const reason = form.querySelector("textarea[name=reason]");
    if (current(form)) return;
    if (what === "discontent" && !reason.value.trim()) reason.focus();
    else form.querySelector("button.primary").focus();
  };

  document.addEventListener("change", (event) => {
    const form = event.target.closest?.("[data-script]");
    if (!form) return;
    // A rating and the wish to give none exclude each other.
    const step = event.target.closest("[data-step=satisfaction]");
    if (step && event.target.checked) for (const one of step.querySelectorAll("input")) one.checked = one === event.target;
    show(form);
  });

  document.addEventListener("keydown", (event) => {
    const form = script();
    // Saved from wherever one is: what is still unanswered says so itself.
    if (form && event.key === "Enter" && (event.ctrlKey || event.metaKey) && !event.isComposing && !event.target.closest?.("form")) {
      event.preventDefault();
      form.requestSubmit();
      return;
    }
    if (!form || !window.hotline.plain(event)) return;
    if (/^[1-6]$/.test(event.key)) {
      const step = current(form);
      const choice = event.key === "6" ? form.elements.declined : step && radios(step)[Number(event.key) - 1];
      if (!choice || choice.disabled) return;
      // Who says so was reached.
      if (event.key === "6") form.querySelector("input[name=was_contacted][value=true]").checked = true;
      choice.checked = true;
      choice.dispatchEvent(new Event("change", { bubbles: true }));
      choice.dispatchEvent(new Event("input", { bubbles: true }));
      onwards(form, show(form));
    } else if (event.key === "Backspace") {
      const last = steps(form).filter((step) => !step.hidden && answered(step)).pop();
      if (!last) return;
      answered(last).checked = false;
      show(form);
      document.activeElement.blur();
    } else return;
    event.preventDefault();
  });

  const begin = () => { const form = script(); if (form) show(form); };
  document.addEventListener("htmx:afterSettle", begin);
  begin();
})();
