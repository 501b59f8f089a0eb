// Choosing a unit: from the suggestion by button or key, or by search; another than the first asks why.
(() => {
  "use strict";
  const by = (id) => document.getElementById(id);
  let touched = false;

  const set = (select, value) => {
    if (!select || select.value === value) return;
    select.value = value;
    select.dispatchEvent(new Event("change", { bubbles: true }));
  };
  const panel = () => document.querySelector(".panel[data-suggestion]");

  // The reason is a list to choose from on one page and a row of buttons on another.
  const forget = (why) => {
    for (const one of why.querySelectorAll("input:checked")) one.checked = false;
    for (const one of why.querySelectorAll("select")) one.value = "";
  };

  const show = () => {
    const unit = by("unit");
    const shown = panel();
    if (!unit) return;
    let duty = "";
    shown?.querySelectorAll(".candidate").forEach((one) => {
      const chosen = one.dataset.unit !== "" && one.dataset.unit === unit.value;
      one.classList.toggle("chosen", chosen);
      one.querySelector(".pick").setAttribute("aria-pressed", String(chosen));
      if (chosen) duty = one.dataset.duty;
    });
    if (by("duty")) by("duty").value = duty;
    if (by("suggestion-id") && shown) by("suggestion-id").value = shown.dataset.suggestion;
    const top = shown?.dataset.top ?? "";
    const differs = top !== "" && unit.value !== "" && unit.value !== top;
    const why = by("override");
    if (!why) return;
    why.hidden = !differs;
    for (const one of why.querySelectorAll("select")) one.required = differs;
    if (!differs) forget(why);
  };

  const pick = (place) => {
    const one = panel()?.querySelector(`[data-pick="${place}"]`);
    if (!one || one.disabled) return false;
    touched = true;
    const unit = one.closest(".candidate");
    const select = by("unit");
    // The list of units may not have come; what the suggestion names can be chosen all the same.
    if (select && ![...select.options].some((option) => option.value === unit.dataset.unit)) {
      select.add(new Option(unit.querySelector(".unit").textContent, unit.dataset.unit));
    }
    set(select, unit.dataset.unit);
    show();
    return true;
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-pick]");
    if (button) pick(button.dataset.pick);
  });
  document.addEventListener("change", (event) => {
    if (event.target.id !== "unit") return;
    if (event.detail?.byPerson) touched = event.target.value !== "";
    show();
    // Where the reason is a list, it is the next thing to answer, and nothing is sent without it.
    const why = by("override")?.querySelector("select");
    if (event.detail?.byPerson && why && !by("override").hidden) why.focus();
  });
  document.addEventListener("keydown", (event) => {
    const why = event.target.closest?.("#override select");
    if (!why || event.ctrlKey || event.altKey || event.metaKey) return;
    const option = why.options[Number(/^(?:Digit|Numpad)([1-9])$/.exec(event.code)?.[1] ?? 0)];
    if (!option?.value) return;
    event.preventDefault();
    set(why, option.value);
  });
  // Plain 1, 2, 3 outside of fields; with Alt also while writing.
  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229 || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (event.altKey ? event.defaultPrevented : !window.hotline.plain(event)) return;
    if (event.target.closest("#override")) return;  // there digits choose the reason
    const digit = /^(?:Digit|Numpad)([123])$/.exec(event.code)?.[1];
    if (digit && pick(digit)) event.preventDefault();
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target.id !== "panel") return;
    const shown = panel();
    // What a person chose stays; until then the choice follows the first suggestion.
    if (shown && !touched) set(by("unit"), shown.dataset.top);
    if (!shown && by("suggestion-id")) by("suggestion-id").value = "";
    show();
  });
  document.addEventListener("choice:touched", () => { touched = true; });
  // Another ticket was opened: its unit is yet to be chosen. One that was sent and refused stays.
  const begin = (root) => { touched = Boolean(root.querySelector("form[data-refused] #unit")?.value); };
  begin(document);
  document.addEventListener("htmx:load", (event) => {
    if (event.detail.elt.id === "pane") begin(event.detail.elt);
  });
})();
