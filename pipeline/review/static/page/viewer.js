/**
 * The page image, moved and scaled.  The image is one layer that the graphics card moves; nothing is laid out while it moves.
 * A view is `{x, y, scale}`: where the image's corner is in the viewer (px of the screen), and px of the screen per px of the page.
 */

const LARGEST = 4; // px of the screen per px of the page
const STEP = 1.25; // of one key or click
const WHEEL = 0.0018; // per px of the wheel: a notch of 100 px is a fifth
const PINCH = 0.01; // the same for two fingers, which the browser tells as a wheel with Ctrl
const SETTLED_MS = 160; // after that much rest the image is drawn sharp again
const GLIDE_MS = 220; // of a move that nobody's hand makes
const EDGE = 48; // px: so much of the page stays in sight
const KEY_PAN = 90; // px of an arrow key
const LEGIBLE = 26; // px of the screen: a character of body text is shown this large when a place is looked for
const STILL = 4; // px: a pointer that moved less has clicked

export class Viewer {
  /**
   * @param {HTMLElement} element with an `img` in a `.stage`
   * @param {{width: number, height: number, em: number}} page
   */
  constructor(element, page) {
    this.element = element;
    this.stage = element.querySelector(".stage");
    this.page = page;
    this.view = { x: 0, y: 0, scale: 1 };
    this.fit = "width";
    this.listeners = [];
    this.frame = 0;
    this.glide = null;
    this.pointers = new Map();
    /** A tool that takes over the pointer: `{down, move, up}`, each with `(point on the page, event)`. */
    this.tool = null;
    this.still = matchMedia("(prefers-reduced-motion: reduce)");
    this.measure();
    new ResizeObserver(() => this.measure()).observe(element);
    element.addEventListener("wheel", (event) => this.wheel(event), { passive: false });
    element.addEventListener("pointerdown", (event) => this.down(event));
    element.addEventListener("pointermove", (event) => this.move(event));
    element.addEventListener("pointerup", (event) => this.up(event));
    element.addEventListener("pointercancel", (event) => this.up(event));
    element.addEventListener("dblclick", (event) => !this.tool && this.zoom(2, this.local(event), true));
    element.addEventListener("keydown", (event) => this.key(event));
  }

  /** Hear of every change of the view, once a frame. */
  onMove(listener) {
    this.listeners.push(listener);
  }

  /** A click that moved nothing: `listener(point on the page, event)`. */
  onClick(listener) {
    this.clicked = listener;
  }

  measure() {
    const { width, height } = this.element.getBoundingClientRect();
    this.width = width;
    this.height = height;
    if (this.fit === "width") this.fitWidth(false);
    else if (this.fit === "page") this.fitPage(false);
    else this.set(this.view);
  }

  fitPage(soft = true) {
    const scale = Math.min((this.width - 24) / this.page.width, (this.height - 24) / this.page.height);
    this.go({ scale, x: (this.width - this.page.width * scale) / 2, y: (this.height - this.page.height * scale) / 2 }, soft);
    this.fit = "page";
  }

  fitWidth(soft = true) {
    const scale = (this.width - 24) / this.page.width;
    const above = this.fit === "width" && this.view.scale > 0 ? this.view.y / this.view.scale : 0;
    this.go({ scale, x: 12, y: above ? above * scale : 12 }, soft);
    this.fit = "width";
  }

  /** Scale by a factor about a point of the viewer (its middle when none is given). */
  zoom(factor, point = [this.width / 2, this.height / 2], soft = false) {
    this.fit = "";
    const from = soft && this.glide ? this.glide.to : this.view;
    const scale = this.limited(from.scale * factor), by = scale / from.scale;
    this.go({ scale, x: point[0] - (point[0] - from.x) * by, y: point[1] - (point[1] - from.y) * by }, soft);
  }

  zoomIn() { this.zoom(STEP, undefined, true); }

  zoomOut() { this.zoom(1 / STEP, undefined, true); }

  actual() { this.zoom(1 / this.view.scale, undefined, true); }

  pan(x, y, soft = false) {
    const from = soft && this.glide ? this.glide.to : this.view;
    this.go({ ...from, x: from.x + x, y: from.y + y }, soft);
  }

  /** Bring a box of the page into sight, large enough to read; leave the view when it is so already. */
  show(box, { always = false } = {}) {
    const { em } = this.page, view = this.glide ? this.glide.to : this.view;
    const margin = 24, legible = view.scale * em >= LEGIBLE * 0.6;
    const at = { left: box.left * view.scale + view.x, right: box.right * view.scale + view.x, top: box.top * view.scale + view.y, bottom: box.bottom * view.scale + view.y };
    const fits = at.left >= 0 && at.right <= this.width && at.top >= 0 && at.bottom <= this.height;
    if (fits && legible && !always) return;
    const most = Math.min((this.width - 2 * margin) / (box.right - box.left || 1), (this.height - 2 * margin) / (box.bottom - box.top || 1));
    const scale = this.limited(Math.max(Math.min(LEGIBLE / em, Math.max(most, (LEGIBLE * 0.6) / em)), legible && !always ? Math.min(view.scale, most) : 0));
    const middle = (low, high, room) => {
      const size = (high - low) * scale;
      return size > room - 2 * margin ? margin - low * scale : room / 2 - ((low + high) / 2) * scale;
    };
    this.fit = "";
    this.go({ scale, x: middle(box.left, box.right, this.width), y: middle(box.top, box.bottom, this.height) }, true);
  }

  /** A point of the screen on the page. */
  toPage([x, y]) {
    return [(x - this.view.x) / this.view.scale, (y - this.view.y) / this.view.scale];
  }

  /** Where an event is in the viewer. */
  local(event) {
    const { left, top } = this.element.getBoundingClientRect();
    return [event.clientX - left, event.clientY - top];
  }

  limited(scale) {
    const least = 0.5 * Math.min(this.width / this.page.width, this.height / this.page.height);
    return Math.min(LARGEST, Math.max(least, scale));
  }

  go(view, soft) {
    const to = this.within(view);
    if (!soft || this.still.matches) {
      this.glide = null;
      this.set(to);
      return;
    }
    this.glide = { from: { ...this.view }, to, begun: performance.now() };
    this.request();
  }

  /** The view moved so that the page cannot be lost. */
  within({ x, y, scale }) {
    const keep = (at, size, room) => (size <= room - 2 * EDGE ? Math.min(Math.max(at, EDGE - size), room - EDGE) : Math.min(EDGE, Math.max(at, room - size - EDGE)));
    return { scale, x: keep(x, this.page.width * scale, this.width), y: keep(y, this.page.height * scale, this.height) };
  }

  set(view) {
    this.view = this.within(view);
    this.request();
  }

  request() {
    if (!this.frame) this.frame = requestAnimationFrame((now) => this.paint(now));
  }

  paint(now) {
    this.frame = 0;
    if (this.glide) {
      const { from, to, begun } = this.glide;
      const part = Math.min(1, Math.max(0, (now - begun) / GLIDE_MS)), eased = 1 - (1 - part) ** 3;
      const scale = from.scale * (to.scale / from.scale) ** eased;
      // the place in the middle moves evenly, whatever the scale does
      const share = to.scale === from.scale ? eased : (scale - from.scale) / (to.scale - from.scale);
      this.view = { scale, x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share };
      if (part === 1) this.glide = null;
      else this.request();
    }
    const { x, y, scale } = this.view;
    this.stage.classList.add("moving");
    this.stage.style.transform = `translate(${x}px, ${y}px) scale(${scale})`;
    clearTimeout(this.rest);
    this.rest = setTimeout(() => this.stage.classList.remove("moving"), SETTLED_MS);
    for (const listener of this.listeners) listener(this.view);
  }

  wheel(event) {
    event.preventDefault();
    const line = event.deltaMode === 1 ? 16 : event.deltaMode === 2 ? this.height : 1;
    const [x, y] = [event.deltaX * line, event.deltaY * line];
    // a wheel turns in notches; two fingers glide, and then push the page about
    const notches = event.deltaMode !== 0 || (event.wheelDeltaY !== 0 && event.wheelDeltaY % 120 === 0);
    if (event.ctrlKey) this.zoom(Math.exp(-y * (notches ? WHEEL : PINCH)), this.local(event));
    else if (event.shiftKey) this.pan(-(x || y), 0);
    else if (notches && !x) this.zoom(Math.exp(-y * WHEEL), this.local(event), true);
    else this.pan(-x, -y);
  }

  down(event) {
    if (event.button > 1 || event.target.closest("button, input")) return;
    this.element.setPointerCapture(event.pointerId);
    this.pointers.set(event.pointerId, this.local(event));
    this.begun = this.local(event);
    this.moved = false;
    if (this.tool && event.button === 0 && this.pointers.size === 1) this.tool.down(this.toPage(this.begun), event);
    if (event.button === 1) event.preventDefault();
  }

  move(event) {
    const last = this.pointers.get(event.pointerId), now = this.local(event);
    if (!last) {
      this.tool?.hover?.(this.toPage(now), event);
      return;
    }
    if (Math.hypot(now[0] - this.begun[0], now[1] - this.begun[1]) > STILL) this.moved = true;
    const others = [...this.pointers].filter(([id]) => id !== event.pointerId).map(([, point]) => point);
    this.pointers.set(event.pointerId, now);
    if (this.tool && !others.length && event.buttons !== 4) return void this.tool.move(this.toPage(now), event);
    if (!this.moved) return;
    this.element.classList.add("held");
    this.fit = "";
    if (!others.length) return this.pan(now[0] - last[0], now[1] - last[1]);
    const apart = (point) => Math.hypot(point[0] - others[0][0], point[1] - others[0][1]) || 1;
    this.zoom(apart(now) / apart(last), [(now[0] + others[0][0]) / 2, (now[1] + others[0][1]) / 2]);
    this.pan((now[0] - last[0]) / 2, (now[1] - last[1]) / 2);
  }

  up(event) {
    if (!this.pointers.delete(event.pointerId)) return;
    if (!this.pointers.size) this.element.classList.remove("held");
    const point = this.toPage(this.local(event));
    if (this.tool && event.button === 0) this.tool.up(point, event);
    else if (!this.moved && event.type === "pointerup" && event.button === 0) this.clicked?.(point, event);
  }

  key(event) {
    if (event.altKey || event.ctrlKey || event.metaKey || event.isComposing || event.target !== this.element) return;
    const far = event.shiftKey ? 4 : 1;
    const ways = { ArrowLeft: [1, 0], ArrowRight: [-1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
    const way = ways[event.code];
    if (!way) return;
    event.preventDefault();
    this.fit = "";
    this.pan(way[0] * KEY_PAN * far, way[1] * KEY_PAN * far, true);
  }
}
