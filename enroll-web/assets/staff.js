// Comfort only: every page works without this script.
"use strict";

// Searches while somebody types: the page is asked for as the form would ask, and what it found is put in place.
for (const form of document.querySelectorAll("form[data-live]")) {
    const place = document.getElementById(form.dataset.live);
    if (!place) continue;
    let timer;
    let asked = 0;
    const look = async () => {
        const turn = ++asked;
        const address = form.getAttribute("action") + "?" + new URLSearchParams(new FormData(form));
        const answer = await fetch(address, { headers: { accept: "text/html" } }).catch(() => null);
        // An older answer, or the page of somebody who was signed out meanwhile.
        if (!answer || turn !== asked) return;
        if (answer.redirected) {
            location.assign(address);
            return;
        }
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        const found = page.getElementById(place.id);
        if (!found || turn !== asked) return;
        place.replaceChildren(...found.childNodes);
        history.replaceState(null, "", address);
    };
    const soon = () => {
        clearTimeout(timer);
        timer = setTimeout(look, 250);
    };
    form.addEventListener("input", soon);
}
