/* One question before an act on several lines. In a form data-selection, a button data-question="id of a dialog" asks it:
   data-question-titre="Valider {n} lignes, {h} ?" (data-question-titre-un for one) becomes the title of the dialog. {n} and
   {h} count the ticked lines and their data-heures; when none is ticked, all those that can be, and "oui" ticks them.
   Enter confirms, Escape leaves everything as it was. Without script the button sends what is ticked. */
(function () {
  "use strict";
  var attente = null;
  var confirme = null;

  function enHeures(centiemes) {
    var entier = String(Math.floor(centiemes / 100)).replace(/\B(?=(\d{3})+$)/g, "\u202f");
    return entier + "," + String(centiemes % 100).padStart(2, "0") + "\u00a0h";
  }

  function lignes(formulaire) {
    var toutes = Array.from(formulaire.querySelectorAll("[data-selection-ligne]:not(:disabled)"));
    var cochees = toutes.filter(function (c) { return c.checked; });
    return cochees.length ? cochees : toutes;
  }

  function poser(bouton, formulaire, boite) {
    var choisies = lignes(formulaire);
    if (!choisies.length) return;
    var centiemes = choisies.reduce(function (somme, c) { return somme + Math.round(Number(c.dataset.heures || 0) * 100); }, 0);
    var modele = choisies.length === 1 ? bouton.dataset.questionTitreUn : bouton.dataset.questionTitre;
    boite.querySelector("[data-question-titre]").textContent =
      modele.replace("{n}", choisies.length).replace("{h}", enHeures(centiemes));
    attente = { bouton: bouton, lignes: choisies };
    boite.returnValue = "";
    boite.showModal();
  }

  /* Before htmx and before the browser: both see the sending only once it is confirmed. */
  document.addEventListener("submit", function (evenement) {
    var bouton = evenement.submitter;
    if (!bouton || !bouton.dataset.question) return;
    if (confirme === bouton) {
      confirme = null;
      return;
    }
    evenement.preventDefault();
    evenement.stopImmediatePropagation();
    poser(bouton, evenement.target, document.getElementById(bouton.dataset.question));
  }, true);

  document.addEventListener("close", function (evenement) {
    if (!attente || evenement.target.id !== attente.bouton.dataset.question) return;
    var demande = attente;
    attente = null;
    if (evenement.target.returnValue !== "oui" || !demande.bouton.isConnected) return;
    demande.lignes.forEach(function (c) { c.checked = true; });
    confirme = demande.bouton;
    demande.bouton.click();
  }, true);
})();
