// What every page does: keys, errors of requests in the background, no double submit.
(() => {
  "use strict";
  document.addEventListener("keydown", (event) => {
    if (!window.hotline.plain(event)) return;
    const offered = document.querySelectorAll(`[data-key="${CSS.escape(event.key)}"]`);
    const wanted = [...offered].find((one) => one.offsetParent !== null);
    if (!wanted) return;
    event.preventDefault();
    if (wanted.matches("input, textarea, select")) wanted.focus();
    else wanted.click();
  });

  // A form that was sent is not sent again by a second press.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post") return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "1";
  });
  window.addEventListener("pageshow", () => {
    for (const form of document.forms) delete form.dataset.sent;
  });

  // The way back from the other language is the page as it stands now.
  document.addEventListener("htmx:pushedIntoHistory", () => {
    for (const back of document.querySelectorAll(".language [name=back]")) back.value = location.pathname + location.search;
  });

  // What was shown stays; the sentence says what went wrong.
  const trouble = () => document.getElementById("trouble");
  const say = (sentence) => {
    const place = trouble();
    place.textContent = sentence;
    place.hidden = sentence === "";
  };
  document.addEventListener("htmx:responseError", (event) => {
    const answer = new DOMParser().parseFromString(event.detail.xhr.responseText, "text/html");
    say(answer.body.textContent.trim().slice(0, 200) || trouble().dataset.failed);
  });
  document.addEventListener("htmx:sendError", () => say(trouble().dataset.away));
  document.addEventListener("htmx:afterOnLoad", (event) => { if (event.detail.xhr.status < 400) say(""); });
})();

// Registers: a box that hides the rows that do not hold its words.
document.addEventListener("input", (event) => {
  const box = event.target.closest?.("[data-filter]");
  if (!box) return;
  const words = box.value.trim().toLowerCase().split(/\s+/).filter(Boolean);
  let found = 0;
  for (const row of document.querySelectorAll(`${box.dataset.filter} tbody tr`)) {
    const hay = row.textContent.toLowerCase();
    row.hidden = !words.every((word) => hay.includes(word));
    if (!row.hidden) found += 1;
  }
  const none = document.querySelector("[data-none]");
  if (none) none.hidden = found > 0;
});
// In a worklist the open ticket's row is marked.
document.addEventListener("htmx:pushedIntoHistory", () => {
  const open = new URLSearchParams(location.search).get("open");
  for (const row of document.querySelectorAll(".queue li")) {
    const link = row.querySelector("a[hx-get]");
    const isOpen = open !== null && new URL(link.href).searchParams.get("open") === open;
    if (isOpen) row.setAttribute("aria-current", "true");
    else row.removeAttribute("aria-current");
  }
  if (window.matchMedia("(max-width: 1000px)").matches) window.scrollTo(0, 0);
});
