/* A row of the list that comes back from the server keeps its place: current row for the keyboard, and the focus. */
(function () {
  "use strict";
  var courante = null;

  document.addEventListener("htmx:beforeSwap", function (evenement) {
    var ligne = evenement.detail.target;
    if (ligne && ligne.matches && ligne.matches("tr[data-ligne-clavier]")) {
      courante = ligne.classList.contains("ligne-active") ? ligne.id : courante === ligne.id ? null : courante;
    }
  });

  document.addEventListener("htmx:afterSettle", function () {
    if (!courante) return;
    var ligne = document.getElementById(courante);
    courante = null;
    if (!ligne || ligne.classList.contains("ligne-active")) return;
    ligne.classList.add("ligne-active");
    ligne.tabIndex = 0;
    if (document.activeElement === document.body) ligne.focus();
  });
})();
