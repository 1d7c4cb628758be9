/** Elements, made without HTML: whatever the scan says stays text. */

/**
 * An element.  `class` and other attributes as in HTML; what begins with "on" is a listener; children are elements or texts.
 * @param {string} name
 * @param {Object} attributes
 * @param {...(Node|string)} children
 * @returns {HTMLElement}
 */
export function make(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else if (value === true) element.setAttribute(key, "");
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(key, value);
  }
  element.append(...children);
  return element;
}

/**
 * A dialog that is gone when it is closed; its promise gives what it was closed with.
 * @param {string} title
 * @param {...Node} children
 * @returns {{dialog: HTMLDialogElement, closed: Promise<string>}}
 */
export function open(title, ...children) {
  const id = `dialog-${document.querySelectorAll("dialog").length}`;
  const dialog = make("dialog", { "aria-labelledby": id }, make("h2", { id }, title), ...children);
  const before = document.activeElement;
  document.body.append(dialog);
  const closed = new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      if (before instanceof HTMLElement) before.focus({ preventScroll: true });
      resolve(dialog.returnValue);
    });
  });
  dialog.showModal();
  return { dialog, closed };
}
