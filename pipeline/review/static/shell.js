/** What every page does: keys, theme without reloading, menus that close. */

import { readKeys, showKeys } from "./keys.js";

const MEDIA = { auto: "(prefers-color-scheme: dark)", light: "not all", dark: "all" };

document.getElementById("show-keys")?.addEventListener("click", (event) => {
  event.target.closest("details").open = false;
  showKeys();
});
readKeys();

document.getElementById("theme").addEventListener("submit", (event) => {
  const theme = event.submitter?.value;
  if (!(theme in MEDIA)) return;
  event.preventDefault();
  document.documentElement.dataset.theme = theme;
  document.getElementById("dark").media = MEDIA[theme];
  for (const button of event.target.querySelectorAll("button")) button.setAttribute("aria-pressed", String(button.value === theme));
  const form = new URLSearchParams({ theme, next: "/" });
  fetch("/look", { method: "POST", body: form, redirect: "manual" });
});

document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) if (!menu.contains(event.target)) menu.open = false;
});
document.addEventListener("keydown", (event) => {
  const menu = event.key === "Escape" && document.querySelector("details.menu[open]");
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});
