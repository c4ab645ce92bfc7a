/* Editors' back office: starts Wagtail's date choosers, whose inline scripts the content policy refuses. */
(function () {
  "use strict";
  function lancer() {
    document.querySelectorAll("[data-choix-date]").forEach(function (marque) {
      var lanceur = window[marque.dataset.choixDate];
      if (lanceur) lanceur(marque.dataset.choixPour, JSON.parse(marque.dataset.choixReglages));
      marque.remove();
    });
  }
  document.addEventListener("DOMContentLoaded", lancer);
  document.addEventListener("w-swap:success", lancer);
})();
