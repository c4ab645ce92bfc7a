/* Bulk selection. In a form data-selection: a box data-selection-tout ticks the boxes data-selection-ligne;
   elements data-selection-compte show the number; a button data-selection-libelle="Valider les {n} lignes" says the act
   (data-selection-libelle-un for one) and is inert at zero. */
(function () {
  "use strict";

  function mettreAJour(formulaire) {
    var cases = Array.from(formulaire.querySelectorAll("[data-selection-ligne]:not(:disabled)"));
    var n = cases.filter(function (c) { return c.checked; }).length;
    var tout = formulaire.querySelector("[data-selection-tout]");
    if (tout) {
      tout.checked = n > 0 && n === cases.length;
      tout.indeterminate = n > 0 && n < cases.length;
    }
    formulaire.querySelectorAll("[data-selection-compte]").forEach(function (zone) {
      zone.textContent = n === 0 ? "Aucune ligne cochée" : n === 1 ? "1 ligne cochée" : n + " lignes cochées";
    });
    formulaire.querySelectorAll("[data-selection-libelle]").forEach(function (bouton) {
      bouton.disabled = n === 0;
      var modele = n === 1 && bouton.dataset.selectionLibelleUn ? bouton.dataset.selectionLibelleUn : bouton.dataset.selectionLibelle;
      if (n > 0) bouton.textContent = modele.replace("{n}", n);
    });
  }

  document.addEventListener("change", function (evenement) {
    var formulaire = evenement.target.closest("[data-selection]");
    if (!formulaire) return;
    if (evenement.target.matches("[data-selection-tout]")) {
      formulaire.querySelectorAll("[data-selection-ligne]:not(:disabled)").forEach(function (c) { c.checked = evenement.target.checked; });
    }
    mettreAJour(formulaire);
  });

  function tous() {
    document.querySelectorAll("[data-selection]").forEach(mettreAJour);
  }

  document.addEventListener("DOMContentLoaded", tous);
  document.addEventListener("htmx:afterSwap", tous);
})();
