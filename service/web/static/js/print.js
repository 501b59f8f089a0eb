// The button that prints; the browser saves as PDF.
document.addEventListener("click", (event) => { if (event.target.closest("[data-print]")) window.print(); });
