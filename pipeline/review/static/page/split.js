/** The bar between image and text: dragged, or moved with the arrow keys; its place is kept. */

const KEPT = "baokan-divide";
const USUAL = 56, LEAST = 25, MOST = 80; // per cent of the width for the image
const STEP = 2;

export function divide(bar, desk) {
  const put = (share) => {
    const kept = Math.min(MOST, Math.max(LEAST, share));
    desk.style.setProperty("--divide", `${kept}%`);
    bar.setAttribute("aria-valuenow", String(Math.round(kept)));
    localStorage.setItem(KEPT, String(kept));
  };
  const now = () => Number(bar.getAttribute("aria-valuenow"));
  put(Number(localStorage.getItem(KEPT)) || USUAL);
  bar.addEventListener("pointerdown", (event) => {
    bar.setPointerCapture(event.pointerId);
    event.preventDefault();
  });
  bar.addEventListener("pointermove", (event) => {
    if (!bar.hasPointerCapture(event.pointerId)) return;
    const { left, width } = desk.getBoundingClientRect();
    put((100 * (event.clientX - left)) / width);
  });
  bar.addEventListener("dblclick", () => put(USUAL));
  bar.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: -STEP, ArrowRight: STEP }[event.code];
    if (!step) return;
    event.preventDefault();
    event.stopPropagation();
    put(now() + step);
  });
}
