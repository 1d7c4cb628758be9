/** A choice in a form (`data-submits`) asks anew at once. */

for (const one of document.querySelectorAll("[data-submits]")) one.addEventListener("change", () => one.form.requestSubmit());
