/* Autosave. <form data-brouillon="/adresse/" data-brouillon-etat="etat-brouillon"> is sent 1.5 s after the last key.
   The answer may be JSON {"heure": "14 h 32", "version": "7"}; a field name="version" then follows. On failure nothing
   typed is lost: the form stays as it is, the reason is said, and the sending is tried again. */
(function () {
  "use strict";
  var ATTENTE = 1500;
  var REESSAI = 15000;

  function heure() {
    var d = new Date();
    return d.getHours() + "\u00a0h\u00a0" + String(d.getMinutes()).padStart(2, "0");
  }

  function brancher(formulaire) {
    if (formulaire.brouillonBranche) return;
    formulaire.brouillonBranche = true;
    var etat = document.getElementById(formulaire.dataset.brouillonEtat || "etat-brouillon");
    var minuterie = 0;
    var enCours = false;
    var aRefaire = false;
    var arrete = false;

    function dire(texte, sorte) {
      if (!etat) return;
      etat.textContent = texte;
      etat.dataset.etat = sorte;
    }

    function prevoir(delai) {
      clearTimeout(minuterie);
      if (!arrete) minuterie = setTimeout(envoyer, delai);
    }

    function echec(texte, reessayer) {
      dire(texte, "echec");
      if (reessayer) prevoir(REESSAI);
    }

    function envoyer() {
      if (enCours) { aRefaire = true; return; }
      enCours = true;
      aRefaire = false;
      dire("Enregistrement du brouillon…", "cours");
      fetch(formulaire.dataset.brouillon, {
        method: "POST",
        body: new FormData(formulaire),
        headers: { "X-CSRFToken": window.interfaceJeton ? window.interfaceJeton() : "", "X-Requested-With": "XMLHttpRequest", Accept: "application/json" },
        credentials: "same-origin",
        redirect: "manual"
      }).then(function (reponse) {
        if (reponse.type === "opaqueredirect" || reponse.status === 401 || reponse.status === 403) {
          echec("Brouillon non enregistré : votre session est terminée. Reconnectez-vous dans un autre onglet, votre saisie reste ici.", true);
          return null;
        }
        if (reponse.status === 409) {
          arrete = true;
          var perdu = "Brouillon non enregistré : une autre personne a modifié cette page entre-temps. Copiez votre saisie avant de recharger.";
          return reponse.json().then(function (donnees) { echec(donnees.message || perdu, false); }, function () { echec(perdu, false); });
        }
        if (!reponse.ok) {
          echec("Brouillon non enregistré : votre saisie reste ici, nouvel essai dans quelques secondes.", true);
          return null;
        }
        var estJson = (reponse.headers.get("Content-Type") || "").indexOf("json") !== -1;
        return (estJson ? reponse.json() : Promise.resolve({})).then(function (donnees) {
          var version = formulaire.elements.namedItem("version");
          if (donnees.version !== undefined && version) version.value = donnees.version;
          dire("Brouillon enregistré à " + (donnees.heure || heure()), "fait");
          if (!aRefaire) formulaire.dispatchEvent(new CustomEvent("brouillon:enregistre", { bubbles: true, detail: donnees }));
        });
      }).catch(function () {
        echec("Brouillon non enregistré : la connexion est coupée. Votre saisie reste ici, nouvel essai dans quelques secondes.", true);
      }).finally(function () {
        enCours = false;
        if (aRefaire) prevoir(ATTENTE);
      });
    }

    formulaire.addEventListener("input", function () {
      if (enCours) aRefaire = true;
      prevoir(ATTENTE);
    });
    formulaire.addEventListener("submit", function () {
      arrete = true;
      clearTimeout(minuterie);
    });
    window.addEventListener("pageshow", function () { arrete = false; });
    document.addEventListener("visibilitychange", function () {
      if (document.visibilityState === "hidden" && minuterie && !enCours && etat && etat.dataset.etat !== "fait" && formulaire.brouillonTouche) prevoir(0);
    });
    formulaire.addEventListener("input", function () { formulaire.brouillonTouche = true; if (etat) etat.dataset.etat = "attente"; });
  }

  function tous(racine) {
    racine.querySelectorAll("form[data-brouillon]").forEach(brancher);
  }

  document.addEventListener("DOMContentLoaded", function () { tous(document); });
  document.addEventListener("htmx:afterSwap", function (evenement) { tous(evenement.target); });
})();
