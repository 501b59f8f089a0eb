// A large file goes in pieces, so that no request is long and people see how far it is.
(() => {
  "use strict";
  const form = document.querySelector("form[data-upload]");
  if (!form) return;
  const english = document.documentElement.lang === "en";
  const file = form.querySelector("input[type=file]");
  const sending = form.querySelector("[data-sending]");
  const told = form.querySelector("[data-told]");
  const wrong = form.querySelector("[data-wrong]");
  const stop = form.querySelector("[data-break]");
  const send = form.querySelector("button:not([type=button])");
  const token = form.querySelector("[name=csrf_token]").value;
  const place = form.dataset.upload;
  let broken = null;

  const post = async (address, body) => {
    const answer = await fetch(address, {
      method: "POST", body, signal: broken.signal,
      headers: { "X-CSRF-Token": token, "HX-Request": "true" },
    });
    if (answer.ok) return answer.json();
    const said = new DOMParser().parseFromString(await answer.text(), "text/html");
    throw new Error(said.body.textContent.trim().slice(0, 200));
  };
  const megabytes = (bytes) => (bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0);
  const show = (is) => {
    sending.hidden = stop.hidden = !is;
    send.disabled = is;
    delete form.dataset.sent;
  };
  const complain = (sentence) => {
    wrong.textContent = sentence;
    wrong.hidden = sentence === "";
  };

  const go = async (chosen) => {
    const head = new URLSearchParams({ name: chosen.name, size: String(chosen.size) });
    const { run, piece } = await post(`${place}/pieces`, head);
    for (let at = 0; at < chosen.size; at += piece) {
      await post(`${place}/${run}/pieces?at=${at}`, chosen.slice(at, at + piece));
      const here = Math.min(at + piece, chosen.size);
      sending.querySelector("progress").value = (100 * here) / chosen.size;
      told.textContent = `${megabytes(here)} / ${megabytes(chosen.size)} MB`;
    }
    window.location.assign(`${place}/${run}`);
  };

  form.addEventListener("submit", (event) => {
    const chosen = file.files[0];
    if (!chosen) return;
    event.preventDefault();
    complain("");
    broken = new AbortController();
    show(true);
    go(chosen).catch((error) => {
      show(false);
      if (error.name === "AbortError") return;
      const lost = english ? "The upload broke off. Nothing was written; please try again." : "上传中断，没有写入任何东西，请重试。";
      complain(error instanceof TypeError ? lost : error.message);
    });
  });
  stop.addEventListener("click", () => broken?.abort());
})();
