/* Forms: sent once only; the summary of errors takes the focus; leaving with unsaved text is asked (data-garder).
   data-envoi-libre on a form leaves it alone (filters, downloads). */
(function () {
  "use strict";
  var partis = new WeakSet();
  var modifies = new Set();

  document.addEventListener("submit", function (evenement) {
    var formulaire = evenement.target;
    if (formulaire.method !== "post" || formulaire.dataset.envoiLibre !== undefined) return;
    modifies.delete(formulaire);
    if (formulaire.hasAttribute("hx-post") || formulaire.hasAttribute("data-hx-post")) return;
    if (partis.has(formulaire)) {
      evenement.preventDefault();
      return;
    }
    partis.add(formulaire);
    var bouton = evenement.submitter;
    if (bouton) bouton.setAttribute("aria-disabled", "true");
    setTimeout(function () { /* an answer that is a file leaves the page where it is */
      partis.delete(formulaire);
      if (bouton) bouton.removeAttribute("aria-disabled");
    }, 10000);
  });

  window.addEventListener("pageshow", function () {
    partis = new WeakSet();
    document.querySelectorAll("form [aria-disabled='true']").forEach(function (bouton) {
      bouton.removeAttribute("aria-disabled");
    });
  });

  document.addEventListener("input", function (evenement) {
    var formulaire = evenement.target.closest("form[data-garder]");
    if (formulaire) modifies.add(formulaire);
  });

  document.addEventListener("brouillon:enregistre", function (evenement) {
    modifies.delete(evenement.target);
  });

  window.addEventListener("beforeunload", function (evenement) {
    if (Array.from(modifies).some(function (formulaire) { return formulaire.isConnected; })) {
      evenement.preventDefault();
      evenement.returnValue = "";
    }
  });

  function montrerErreurs(racine) {
    var resume = racine.querySelector("[data-resume-erreurs], [data-erreurs]");
    if (resume) resume.focus();
  }

  document.addEventListener("DOMContentLoaded", function () { montrerErreurs(document); });
  document.addEventListener("htmx:afterSwap", function (evenement) { montrerErreurs(evenement.target); });
})();
