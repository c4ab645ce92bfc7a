/* Bulk selection. In a form data-selection: a box data-selection-tout ticks the boxes data-selection-ligne;
   elements data-selection-compte show the number; a button data-selection-libelle="Valider les {n} lignes" says the act
   (data-selection-libelle-un for one) and is inert at zero, unless data-selection-libelle-zero="Valider les {n} lignes sans
   alerte" (…-zero-un for one) says that it then acts on all of them (question.js asks before). */
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
      var mots = bouton.dataset;
      var toutes = n === 0 && cases.length > 0 && Boolean(mots.selectionLibelleZero);
      var visees = toutes ? cases.length : n;
      bouton.disabled = visees === 0;
      if (visees === 0) return;
      var modele = toutes ? mots.selectionLibelleZero : mots.selectionLibelle;
      if (visees === 1) modele = (toutes ? mots.selectionLibelleZeroUn : mots.selectionLibelleUn) || modele;
      bouton.textContent = modele.replace("{n}", visees);
    });
    formulaire.classList.toggle("sans-selection", n === 0);
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
