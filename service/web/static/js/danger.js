// Danger in the words: one key hands over, another rules it out and asks why; saving waits for it.
(() => {
  "use strict";
  const form = document.getElementById("intake");
  const by = (id) => document.getElementById(id);
  const says = JSON.parse(form.dataset.says);
  // What a person has ruled out stays quiet until other words say it; the reason goes with the ticket.
  const calmed = new Map();
  const bands = () => document.querySelectorAll("#emergency [data-danger]");
  const waiting = () => document.querySelector("#emergency [data-line]:not([hidden]) button.danger");
  const LONGEST = 500;

  const alarm = () => {
    for (const one of bands()) one.hidden = calmed.has(one.dataset.danger);
    by("danger").value = document.querySelector("#emergency [data-danger]:not([hidden])")?.dataset.danger ?? "";
    const ruled = [...calmed].filter(([, why]) => why).map(([danger, why]) => `${danger}（${why}）`);
    by("ruled-out").value = ruled.join("；").slice(0, LONGEST);
  };
  const ask = (band, open) => {
    const why = band.querySelector(".danger-why");
    why.hidden = !open;
    band.querySelector(".danger-ask").hidden = open;
    if (open) why.querySelector("[data-why]").focus();
  };
  const calm = (band, why) => {
    calmed.set(band.dataset.danger, why);
    alarm();
    (waiting() ?? by("text")).focus();
    // Now it is a matter like others: what is asked for and where it goes are told anew.
    if (why) by("text").dispatchEvent(new CustomEvent("words", { bubbles: false }));
  };
  // What saves must not pass by an alarm: it leads to it.
  const lead = (event) => {
    event.preventDefault();
    event.stopImmediatePropagation();
    waiting().focus();
    by("kept").textContent = says.danger;
  };

  // The last words have not been read yet: saving waits for that, for they may say a danger or
  // another unit. It does not wait for a classifier that is away.
  const READING = 1500;
  const SAVES = ["dispatch", "save", "answer"];
  let unread = false;
  let held = null;
  const hold = (event) => {
    event.preventDefault();
    event.stopImmediatePropagation();
    clearTimeout(held?.timer);
    held = { submitter: event.submitter, unit: by("unit").value, timer: setTimeout(release, READING) };
    by("kept").textContent = says.saving;
  };
  const letGo = () => {
    clearTimeout(held?.timer);
    const was = held;
    held = null;
    return was;
  };
  const release = () => {
    unread = false;
    const was = letGo();
    if (!was) return;
    if (was.submitter.value === "dispatch" && by("unit").value !== was.unit) by("kept").textContent = says.changed;
    else form.requestSubmit(was.submitter);
  };
  by("text").addEventListener("words", () => { unread = true; });
  // Who writes on has not saved yet.
  by("text").addEventListener("input", () => { if (letGo()) by("kept").textContent = ""; });

  document.addEventListener("submit", (event) => {
    if (event.target !== form || event.submitter?.closest("#emergency")) return;
    if (waiting()) lead(event);
    else if (unread && SAVES.includes(event.submitter?.value)) hold(event);
  }, true);
  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229) return;
    const why = event.target.closest?.(".danger-why");
    const digit = /^(?:Digit|Numpad)([1-9])$/.exec(event.code)?.[1];
    if (why && digit && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      event.stopImmediatePropagation();
      why.querySelectorAll("[data-why]")[digit - 1]?.click();
    } else if (why && event.key === "Escape") {
      event.preventDefault();
      event.stopImmediatePropagation();
      ask(why.closest("[data-danger]"), false);
      by("text").focus();
    } else if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && waiting()) {
      if (event.target !== waiting()) lead(event);
      else { event.preventDefault(); event.stopImmediatePropagation(); waiting().click(); }
    }
  }, true);
  document.addEventListener("click", (event) => {
    const band = event.target.closest("#emergency [data-danger]");
    if (!band) return;
    const why = event.target.closest("[data-why]");
    if (event.target.closest("button.danger")) by("danger").value = band.dataset.danger;
    else if (why) calm(band, why.dataset.why);
    else if (event.target.closest("[data-back]")) { ask(band, false); by("text").focus(); }
    else if (event.target.closest("[data-calm]")) {
      if (band.dataset.line) ask(band, true);
      else calm(band, "");
    }
  }, true);
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target.id !== "panel") return;
    alarm();
    setTimeout(release);  // when the other scripts have filled in what it says
  });
})();
