/** The one-time link opens the pages at once; without scripts the button does it. */

history.replaceState(null, "", "/enter");
document.getElementById("enter").requestSubmit();
