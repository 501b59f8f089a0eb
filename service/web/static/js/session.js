// The session may end, or the server be away, while a person writes: the page stays as it is, one
// logs in again on it, and what was written is sent then.
(() => {
  "use strict";
  const TYPED = "textarea, input:not([type=hidden], [type=checkbox], [type=radio], [type=file])";
  const dialog = () => document.getElementById("again");
  let afterwards = null;

  const say = (sentence) => {
    const place = document.getElementById("trouble");
    place.textContent = sentence;
    place.hidden = sentence === "";
  };

  const ask = (next) => {
    const box = dialog();
    if (!box || box.open) return;
    afterwards = next;
    say("");
    box.querySelector(".problem").hidden = true;
    box.showModal();
    // Who logs in is known; the hands are where the password goes.
    if (box.querySelector("[name=username]").value) box.querySelector("[name=password]").focus();
  };

  const renew = (csrf) => {
    for (const field of document.querySelectorAll("input[name=csrf_token]")) field.value = csrf;
    document.body.setAttribute("hx-headers", JSON.stringify({ "X-CSRF-Token": csrf }));
  };

  const logIn = async (form) => {
    const answer = await fetch("/login/again", { method: "POST", body: new URLSearchParams(new FormData(form)) });
    const told = await answer.json();
    form.elements.password.value = "";
    if (!answer.ok) {
      const place = form.querySelector(".problem");
      place.textContent = told.problem;
      place.hidden = false;
      form.elements.password.focus();
      return;
    }
    if (told.user !== document.body.dataset.user) { location.reload(); return; }
    renew(told.csrf);
    dialog().close();
    const next = afterwards;
    afterwards = null;
    if (next) { next(); return; }
    say(dialog().dataset.done);
    document.dispatchEvent(new Event("session:renewed"));
  };

  const hasWords = (form) =>
    [...form.querySelectorAll(TYPED)].some((field) => field.value.trim() !== "" && field.value !== field.defaultValue);
  const guarded = (form) =>
    form.method === "post" && document.body.dataset.user && !form.matches("[hx-post], [hx-put], [data-own]") && hasWords(form);

  // Before words are sent away with their page, a glance whether the server will take them.
  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (form.closest("#again")) {
      event.preventDefault();
      event.stopPropagation();
      logIn(form).catch(() => say(document.getElementById("trouble").dataset.away));
      return;
    }
    if (form.dataset.seen || !guarded(form)) return;
    event.preventDefault();
    event.stopPropagation();
    if (form.dataset.asking) return;
    form.dataset.asking = "1";
    const { submitter } = event;
    const send = () => {
      form.dataset.seen = "1";
      form.requestSubmit(submitter?.form === form ? submitter : undefined);
      delete form.dataset.seen;
    };
    try {
      const answer = await fetch("/session", { cache: "no-store" });
      if (answer.status === 401) ask(send);
      else send();
    } catch {
      say(document.getElementById("trouble").dataset.away);
    } finally {
      delete form.dataset.asking;
    }
  }, true);

  // A form that a script sent is sent again, by the button that sent it; another would mean another.
  const sendAgain = ({ elt, triggeringEvent }) => {
    const submitter = triggeringEvent?.submitter;
    if (!(elt instanceof HTMLFormElement) || (submitter && submitter.form !== elt)) return null;
    return () => elt.requestSubmit(submitter);
  };

  document.addEventListener("htmx:responseError", (event) => {
    if (event.detail.xhr.status !== 401 || !dialog()) return;
    event.stopImmediatePropagation();
    ask(sendAgain(event.detail.requestConfig));
  }, true);
})();
