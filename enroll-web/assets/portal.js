// Comfort only: every page works without this script.
"use strict";

// Copies the text of an element, line by line where it is a list.
for (const button of document.querySelectorAll("[data-copy]")) {
    const source = document.getElementById(button.dataset.copy);
    if (!source || !navigator.clipboard) continue;
    const before = button.textContent;
    button.hidden = false;
    button.addEventListener("click", async () => {
        const lines = source.querySelectorAll("li");
        const text = lines.length
            ? Array.from(lines, (line) => line.textContent.trim()).join("\n")
            : source.textContent.replaceAll(" ", "");
        await navigator.clipboard.writeText(text);
        button.textContent = button.dataset.done;
        setTimeout(() => { button.textContent = before; }, 2000);
    });
}

for (const button of document.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
}

// One click sends one form: a code is good once.
for (const form of document.forms) {
    form.addEventListener("submit", () => {
        setTimeout(() => {
            for (const button of form.querySelectorAll("button")) button.disabled = true;
        }, 0);
    });
}

// A page that comes back from the browser's memory may show what is over: it is asked for anew. Its path alone, so that
// no form is sent again.
window.addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    document.documentElement.hidden = true;
    location.replace(location.pathname);
});

// What went wrong is read first.
const alert = document.getElementById("alert");
if (alert) {
    alert.tabIndex = -1;
    alert.focus();
}
