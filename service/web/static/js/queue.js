// Desks: rows by J and K, what is to be decided by one key, and the next one after it.
(() => {
  "use strict";
  const pane = () => document.getElementById("pane");
  const rows = () => [...document.querySelectorAll(".queue > li")];
  const link = (row) => row?.querySelector(":scope > a");
  const opened = () => pane()?.dataset.open ?? "";
  const rowOf = (number) => rows().find((row) => row.dataset.number === number);

  // What a person put off stays put off for this tab of this desk, until the browser closes.
  const place = () => `hotline:later:${document.body.dataset.user}:${location.pathname}:${new URLSearchParams(location.search).get("tab") ?? ""}`;
  const later = () => { try { return JSON.parse(sessionStorage.getItem(place())) ?? []; } catch { return []; } };
  const put = (numbers) => { try { sessionStorage.setItem(place(), JSON.stringify(numbers.slice(-200))); } catch { /* then nothing is put off */ } };
  const mark = () => {
    const off = new Set(later());
    for (const row of rows()) row.toggleAttribute("data-later", off.has(row.dataset.number));
  };

  // The next row that nobody has in hand and that was not put off; rows put off come last.
  const next = () => {
    const all = rows();
    const at = all.findIndex((row) => row.dataset.number === opened());
    const following = [...all.slice(at + 1), ...all.slice(0, Math.max(at, 0))];
    const free = following.filter((row) => !row.querySelector(".row-who[data-taken]"));
    return free.find((row) => !row.hasAttribute("data-later")) ?? free[0] ?? null;
  };

  const step = (by) => {
    const all = rows();
    const focused = all.findIndex((row) => row.contains(document.activeElement));
    const at = focused >= 0 ? focused : all.findIndex((row) => row.hasAttribute("aria-current"));
    const to = at < 0 ? 0 : Math.min(Math.max(at + by, 0), all.length - 1);
    link(all[to])?.focus();
    all[to]?.scrollIntoView({ block: "nearest" });
  };

  const skip = () => {
    const number = opened();
    if (number) put([...later().filter((one) => one !== number), number]);
    mark();
    link(next())?.click();
  };

  // One key for each kind of decision, whatever it is called on this ticket.
  const FORMS = {
    a: ["dispatch", "grant_return", "arbitrate", "accept_reply", "grant_extension", "grant_exclusion", "acknowledge", "acknowledge_task"],
    r: ["refuse_return", "reject_reply", "refuse_extension", "refuse_exclusion"],
    o: ["dispatch", "redirect", "arbitrate"],
    d: ["dispatch", "answer", "reply", "finish_task"],
    v: ["escalate", "supervise"],
  };
  const formFor = (key) => {
    for (const action of FORMS[key]) {
      const form = pane()?.querySelector(`form[data-action="${action}"], form[action$="/${action}"]`);
      if (form) return form;
    }
    return null;
  };
  const unfold = (form) => {
    for (let one = form.closest("details"); one; one = one.parentElement.closest("details")) one.open = true;
  };
  const into = (field) => { field.focus(); field.scrollIntoView({ block: "nearest" }); };
  const NEEDS_WORDS = /\/(arbitrate|refuse_return|reject_reply|refuse_extension|refuse_exclusion|supervise|escalate)$/;

  // Takes what is proposed: where words are asked for and none are there yet, they come first.
  const decide = (form) => {
    unfold(form);
    const panel = form.querySelector("#panel");
    if (panel && form.querySelector("#unit")) {
      const first = panel.querySelector(".panel[data-top]")?.dataset.top ?? "";
      const pick = first && panel.querySelector(`.candidate[data-unit="${CSS.escape(first)}"] .pick`);
      // Nothing firm is proposed, or not yet: a person chooses.
      if (!pick) { into(form.querySelector(".combo input") ?? form.querySelector("#unit")); return; }
      pick.click();
    }
    const words = form.querySelector("textarea[name=reason]");
    if (NEEDS_WORDS.test(form.action) && words && !words.value.trim()) { into(words); return; }
    if (NEEDS_WORDS.test(form.action) && words && document.activeElement !== words) { into(words); words.select(); return; }
    form.requestSubmit();
  };
  const override = (form) => {
    unfold(form);
    const box = form.querySelector(".combo input") ?? form.querySelector("[name=unit]");
    if (box) into(box);
  };
  const details = (form) => {
    unfold(form);
    // A reply is written; a template is taken by whoever wants one.
    const first = form.querySelector("#public-text") ?? form.querySelector(".pick:not([disabled]), textarea, input:not([type=hidden]), select:not([hidden])");
    if (first) into(first);
  };

  // The row the keyboard is on, when it is not the ticket that is open: a key that decides opens it
  // first, for nobody should decide what he does not see. With nothing open, it is the next one.
  const unseen = () => {
    const at = rows().find((row) => row.contains(document.activeElement));
    if (at) return at.dataset.number === opened() ? null : at;
    return opened() ? null : next();
  };

  const ACTS = { a: decide, r: decide, o: override, d: details, v: decide };
  document.addEventListener("keydown", (event) => {
    if (!window.hotline.plain(event)) return;
    const key = event.key.toLowerCase();
    const pressed = document.querySelector(`[data-press="${CSS.escape(key)}"]`);
    const coming = key in ACTS || (key === "enter" && event.target === document.body) ? unseen() : null;
    const form = key in ACTS ? formFor(key) : null;
    if (coming && (!pressed || pane().contains(pressed))) link(coming).click();
    else if (key === "j" || key === "k") step(key === "j" ? 1 : -1);
    else if (key === "s" && opened()) skip();
    else if (pressed) pressed.click();
    else if (form) ACTS[key](form);
    else return;
    event.preventDefault();
  });

  document.addEventListener("click", (event) => {
    const key = event.target.closest?.("[data-act]")?.dataset.act;
    if (!key) return;
    if (key === "s") skip();
    else { const form = formFor(key); if (form) ACTS[key](form); }
  });
  // Without scripts there is nothing to press here.
  const show = () => { for (const bar of document.querySelectorAll(".decide")) bar.hidden = bar.children.length === 0; };

  // While writing: Ctrl+Enter sends the form one is in, Escape leaves the field.
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing || event.keyCode === 229) return;
    const inside = event.target.closest?.("#pane form, .list-form");
    if (!inside) return;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      inside.requestSubmit();
    } else if (event.key === "Escape") {
      event.target.blur();
      pane()?.focus({ preventScroll: true });
    }
  });

  // What opens after this one is what the list says now, not what it said when the page was made.
  document.addEventListener("submit", (event) => {
    const back = event.target.closest("#pane form") && event.target.elements.back;
    if (!back || !opened()) return;
    const way = new URL(back.value, location.origin);
    if (way.pathname !== location.pathname) return;
    const coming = event.target.closest(".claim-release") ? null : next();
    if (coming) way.searchParams.set("open", coming.dataset.number);
    else way.searchParams.delete("open");
    back.value = way.pathname + way.search;
  }, true);

  document.addEventListener("htmx:pushedIntoHistory", () => {
    document.querySelector(".desk-list > .notice")?.remove();
  });
  document.addEventListener("htmx:load", (event) => {
    if (event.detail.elt.id !== "pane") return;
    show();
    event.detail.elt.focus({ preventScroll: true });
  });

  mark();
  show();
  if (opened()) {
    pane().focus({ preventScroll: true });
    // The list alone moves, not the page.
    const list = document.querySelector(".desk-list");
    const row = rowOf(opened());
    if (row && list.scrollHeight > list.clientHeight) list.scrollTop = row.offsetTop - list.offsetTop - list.clientHeight / 3;
  }
})();
