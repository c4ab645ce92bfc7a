/* Side panel. <a href="/fiche/" data-panneau> opens the address in the panel; without script it is a page.
   The fragment names the panel by data-panneau-titre. Escape or "Fermer" closes, focus goes back to the link.
   When the link is gone (its row was redrawn), "panneau:orphelin" tells its list, which may place the focus. */
(function () {
  "use strict";
  var origine = null;
  var repere = "";

  function panneau() {
    return document.getElementById("panneau");
  }

  function fermer() {
    var p = panneau();
    if (!p || p.hidden) return;
    p.hidden = true;
    document.body.classList.remove("panneau-ouvert");
    document.getElementById("panneau-contenu").replaceChildren();
    if (origine && origine.isConnected) origine.focus();
    else if (origine) {
      var detail = { repere: repere };
      var place = !document.dispatchEvent(new CustomEvent("panneau:orphelin", { cancelable: true, detail: detail }));
      if (!place) document.getElementById("contenu").focus();
    }
    origine = null;
  }

  function montrer(depuis) {
    var p = panneau();
    if (!p.contains(depuis)) {
      origine = depuis;
      repere = (depuis.closest("[id]") || document.body).id;
    }
    p.hidden = false;
    document.body.classList.add("panneau-ouvert");
  }

  function ouvrir(lien) {
    var p = panneau();
    if (!p || !window.htmx) return false;
    montrer(lien);
    p.setAttribute("aria-busy", "true");
    window.htmx.ajax("GET", lien.href, { target: "#panneau-contenu", swap: "innerHTML", source: lien });
    return true;
  }

  document.addEventListener("click", function (evenement) {
    var lien = evenement.target.closest("a[data-panneau]");
    if (lien && !evenement.ctrlKey && !evenement.metaKey && !evenement.shiftKey && evenement.button === 0) {
      if (ouvrir(lien)) evenement.preventDefault();
      return;
    }
    if (evenement.target.closest("[data-panneau-fermer]")) {
      evenement.preventDefault();
      fermer();
    }
  });

  document.addEventListener("keydown", function (evenement) {
    if (evenement.key === "Escape" && !evenement.defaultPrevented && !document.querySelector("dialog[open]")) fermer();
  });

  document.addEventListener("htmx:afterSwap", function (evenement) {
    if (evenement.target.id !== "panneau-contenu") return;
    var p = panneau();
    if (p.hidden) montrer(evenement.detail.requestConfig.elt); // an answer sent here by the server
    p.removeAttribute("aria-busy");
    var nomme = evenement.target.querySelector("[data-panneau-titre]");
    if (nomme) document.getElementById("panneau-titre").textContent = nomme.dataset.panneauTitre;
    (evenement.target.querySelector("[data-resume-erreurs]") || p).focus();
  });

  document.addEventListener("htmx:responseError", function (evenement) {
    if (evenement.target.id === "panneau-contenu") fermer();
  });

  /* An answer may close the panel: header HX-Trigger: panneau:fermer */
  document.addEventListener("panneau:fermer", fermer);
})();
