/** Figures: what one clicks on leads to its hits; a figure is saved as a picture. */

import "./choices.js";
import { make } from "./dom.js";
import { toast } from "./net.js";
import { say } from "./words.js";

const SCALE = 2; // px of the picture for one of the figure, so that it is sharp in print
const KEPT_MS = 60_000; // how long a picture stays for the browser to save it

document.addEventListener("click", (event) => {
  const to = event.target.closest?.("[data-to]")?.dataset.to;
  if (to) location.assign(to);
});

for (const button of document.querySelectorAll("[data-png]")) {
  button.addEventListener("click", async () => {
    button.disabled = true;
    try {
      save(await picture(button.dataset.png), button.dataset.name);
    } catch {
      toast(say("figure.png.failed"), "bad");
    }
    button.disabled = false;
  });
}

/** The figure of an address, drawn as PNG. */
async function picture(address) {
  const image = new Image();
  image.src = address;
  await image.decode();
  const canvas = make("canvas", { width: SCALE * image.naturalWidth, height: SCALE * image.naturalHeight });
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  const found = await new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
  if (!found) throw new Error("nothing was drawn");
  return found;
}

function save(blob, name) {
  const address = URL.createObjectURL(blob);
  make("a", { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), KEPT_MS);
}
