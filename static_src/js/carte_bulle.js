/* The popup of a site: name, commune, state, bar, one link. Built with textContent only. */
(function () {
  "use strict";

  function element(nom, classe, texte) {
    var e = document.createElement(nom);
    if (classe) e.className = classe;
    if (texte) e.textContent = texte;
    return e;
  }

  function heures(nombre) {
    return nombre.toLocaleString("fr-FR", { maximumFractionDigits: 2 }) + "\u00a0h";
  }

  function phrase(chantier) {
    if (chantier.objectif === null) return "";
    return heures(chantier.validees) + " réalisées sur un objectif de " + heures(chantier.objectif) +
      ", situation arrêtée à fin " + chantier.arrete;
  }

  function mot(chantier) {
    if (chantier.etat.code !== "termine_non_atteint" || !chantier.objectif) return chantier.etat.mot;
    return chantier.etat.mot + " (" + Math.floor(100 * chantier.validees / chantier.objectif) + "\u00a0%)";
  }

  function bulle(chantier, adresse) {
    var boite = element("div", "bulle-chantier");
    boite.appendChild(element("p", "bulle-titre", chantier.nom));
    boite.appendChild(element("p", "bulle-commune", chantier.commune));
    var etat = element("p", "bulle-etat");
    etat.appendChild(FormesCarte.forme(chantier.etat, 18));
    etat.appendChild(element("span", "", mot(chantier)));
    boite.appendChild(etat);
    if (chantier.objectif !== null) {
      var texte = phrase(chantier);
      boite.appendChild(FormesCarte.barre(chantier, texte));
      boite.appendChild(element("p", "bulle-chiffres", texte));
    }
    var lien = element("a", "", "Voir le chantier");
    lien.href = adresse;
    lien.setAttribute("aria-label", "Voir le chantier " + chantier.nom);
    boite.appendChild(lien);
    return boite;
  }

  window.BulleCarte = { bulle: bulle, heures: heures, mot: mot };
})();
