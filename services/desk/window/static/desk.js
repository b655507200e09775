// The desk works without this; with it the tail is live, embargoes count down, and what can't be undone is asked twice.
"use strict";

const KEPT = 200;

function clock() {
  const shown = document.getElementById("clock");
  const form = new Intl.DateTimeFormat("en-GB", { timeZone: "Asia/Tokyo", hour: "2-digit", minute: "2-digit", second: "2-digit" });
  const tick = () => { shown.textContent = form.format(new Date()); };
  tick();
  setInterval(tick, 1000);
}

function countdowns() {
  const all = document.querySelectorAll(".left[data-until]");
  const two = (number) => String(number).padStart(2, "0");
  const tick = () => {
    for (const one of all) {
      const seconds = Math.max(Math.floor((Date.parse(one.dataset.until) - Date.now()) / 1000), 0);
      const rest = seconds % 86400;
      const told = `${two(Math.floor(rest / 3600))}:${two(Math.floor(rest / 60) % 60)}:${two(rest % 60)}`;
      one.textContent = seconds >= 86400 ? `${Math.floor(seconds / 86400)} d ${told}` : told;
    }
  };
  if (all.length) setInterval(tick, 1000);
}

function confirmations() {
  for (const button of document.querySelectorAll("[data-confirm]")) {
    button.addEventListener("click", (event) => { if (!confirm(button.dataset.confirm)) event.preventDefault(); });
  }
}

function live() {
  const list = document.getElementById("tail");
  if (!list || !window.EventSource) return;
  const link = document.getElementById("link"), pause = document.getElementById("pause");
  const said = document.getElementById("said"), skipped = document.getElementById("skipped");
  let waiting = [], paused = false, fresh = 0, missed = 0;

  const show = (html) => {
    const made = document.createElement("template");
    made.innerHTML = html;  // made by the desk's own template, which escapes all that agencies sent
    const row = made.content.firstElementChild;
    if (!row || list.querySelector(`[data-id="${CSS.escape(row.dataset.id)}"]`)) return;
    row.classList.add("fresh");
    list.prepend(row);
    fresh += 1;
    while (list.children.length > KEPT) list.lastElementChild.remove();
    document.getElementById("empty").hidden = true;
  };
  const say = () => {  // now and then, and the latest alone: a screen reader can't read a wire aloud
    const newest = list.querySelector("h3");
    if (fresh && newest) said.textContent = (fresh === 1 ? said.dataset.one : `${fresh}${said.dataset.many}`) + newest.textContent.trim();
    fresh = 0;
  };
  const state = (on) => {
    link.textContent = paused ? link.dataset.paused + (waiting.length ? ` (${waiting.length})` : "") : on ? link.dataset.on : link.dataset.off;
    link.classList.toggle("on", on && !paused);
  };

  const source = new EventSource(list.dataset.source);
  const isOpen = () => source.readyState === EventSource.OPEN;
  source.addEventListener("open", () => state(true));
  source.addEventListener("error", () => state(false));
  source.addEventListener("story", (event) => {
    if (!paused) { show(event.data); return; }
    waiting.push(event.data);
    if (waiting.length > KEPT) waiting.shift();
    state(isOpen());
  });
  source.addEventListener("skipped", (event) => {
    missed += Number(event.data);
    skipped.textContent = missed + skipped.dataset.words;
    skipped.hidden = false;
  });
  setInterval(say, 4000);

  const toggle = () => {
    paused = !paused;
    pause.textContent = paused ? pause.dataset.go : pause.dataset.pause;
    if (!paused) { waiting.forEach(show); waiting = []; }
    state(isOpen());
  };
  pause.hidden = false;
  pause.addEventListener("click", toggle);
  document.addEventListener("keydown", (event) => {
    if (event.key === "p" && !event.ctrlKey && !event.metaKey && !event.altKey && !event.target.closest("input, select, textarea")) toggle();
  });
}

function searchKey() {
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.target.closest("input, select, textarea")) return;
    event.preventDefault();
    const words = document.getElementById("q");
    if (words) words.focus(); else location.href = "/stories";
  });
}

clock();
countdowns();
confirmations();
live();
searchKey();
