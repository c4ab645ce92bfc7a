/* Menus made of <details data-menu>: close on Escape, on a click outside, when the focus leaves.
   Links data-ouvre-menu (phone): the menu opens without script by :target; here Escape closes it and focus comes back. */
(function () {
  "use strict";

  function ouverts() {
    return document.querySelectorAll("details[data-menu][open]");
  }

  document.addEventListener("click", function (evenement) {
    ouverts().forEach(function (menu) {
      if (!menu.contains(evenement.target)) menu.open = false;
    });
  });

  document.addEventListener("focusin", function (evenement) {
    ouverts().forEach(function (menu) {
      if (!menu.contains(evenement.target)) menu.open = false;
    });
  });

  document.addEventListener("keydown", function (evenement) {
    if (evenement.key !== "Escape") return;
    ouverts().forEach(function (menu) {
      menu.open = false;
      menu.querySelector("summary").focus();
      evenement.stopPropagation();
    });
    var lien = document.querySelector("[data-ouvre-menu]");
    if (lien && location.hash === "#" + lien.dataset.ouvreMenu) {
      location.hash = "contenu";
      lien.focus();
    }
  });

  document.addEventListener("click", function (evenement) {
    var lien = evenement.target.closest("[data-ouvre-menu]");
    if (!lien) return;
    var menu = document.getElementById(lien.dataset.ouvreMenu);
    if (menu) requestAnimationFrame(function () { menu.focus(); });
  });
})();
