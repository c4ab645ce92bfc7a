/* Month grid (table data-grille): totals follow the typing in whole hundredths; arrows and Enter move down a column;
   data-signe="-1" (hours not worked) takes the value away from the totals of the row and of the whole;
   a block copied from a spreadsheet is pasted from the cell on; a value that is not a number is marked at once. */
(function () {
  "use strict";

  /* "1 234,5" -> 123450 hundredths, "7h30" and "7:30" -> 750; "" -> 0; null when unreadable, negative or with a third decimal. */
  function centiemes(texte) {
    var propre = texte.replace(/[\s\u00a0\u202f]/g, "").toLowerCase();
    var minutes = /^(\d{1,4})(?:h|:)([0-5]?\d)(?:m|mn|min)?$/.exec(propre);
    if (minutes) return Math.round((parseInt(minutes[1], 10) * 60 + parseInt(minutes[2], 10)) * 100 / 60);
    propre = propre.replace(/h$/, "").replace(",", ".").replace(/\.$/, "");
    if (propre === "") return 0;
    var trouve = /^(\d{1,7})(?:\.(\d{1,2}))?$/.exec(propre);
    if (!trouve) return null;
    return parseInt(trouve[1], 10) * 100 + parseInt(((trouve[2] || "") + "00").slice(0, 2), 10);
  }

  function ecrire(total) {
    var positif = Math.abs(total);
    var entier = String(Math.floor(positif / 100)).replace(/\B(?=(\d{3})+$)/g, "\u202f");
    return (total < 0 ? "\u2212" : "") + entier + "," + String(positif % 100).padStart(2, "0");
  }

  function recompter(grille) {
    var colonnes = {};
    var lignes = {};
    var ensemble = 0;
    grille.querySelectorAll("input[data-colonne]").forEach(function (champ) {
      var valeur = centiemes(champ.value);
      if (valeur === null) {
        champ.setAttribute("aria-invalid", "true");
        champ.title = "Écrivez des heures, par exemple 12,50 ou 7h30";
        return;
      }
      if (champ.title === "Écrivez des heures, par exemple 12,50 ou 7h30") {
        champ.removeAttribute("aria-invalid");
        champ.removeAttribute("title");
      }
      colonnes[champ.dataset.colonne] = (colonnes[champ.dataset.colonne] || 0) + valeur;
      var compte = champ.dataset.signe === "-1" ? -valeur : valeur;
      lignes[champ.dataset.ligne] = (lignes[champ.dataset.ligne] || 0) + compte;
      ensemble += compte;
    });
    grille.querySelectorAll("[data-fixe]").forEach(function (cellule) {
      var valeur = centiemes(cellule.textContent) || 0;
      colonnes[cellule.dataset.colonne] = (colonnes[cellule.dataset.colonne] || 0) + valeur;
      var compte = cellule.dataset.signe === "-1" ? -valeur : valeur;
      lignes[cellule.dataset.ligne] = (lignes[cellule.dataset.ligne] || 0) + compte;
      ensemble += compte;
    });
    grille.querySelectorAll("[data-total-colonne]").forEach(function (zone) {
      zone.textContent = ecrire(colonnes[zone.dataset.totalColonne] || 0);
    });
    grille.querySelectorAll("[data-total-ligne]").forEach(function (zone) {
      zone.textContent = ecrire(lignes[zone.dataset.totalLigne] || 0);
    });
    grille.querySelectorAll("[data-total]").forEach(function (zone) { zone.textContent = ecrire(ensemble); });
  }

  function voisin(champ, pas) {
    var colonne = Array.from(champ.closest("[data-grille]").querySelectorAll("input[data-colonne='" + CSS.escape(champ.dataset.colonne) + "']"));
    return colonne[colonne.indexOf(champ) + pas];
  }

  function direPerdues(grille, nombre) {
    var cadre = grille.closest(".grille-cadre") || grille;
    var zone = cadre.nextElementSibling;
    if (!zone || !zone.matches("[data-grille-dit]")) {
      zone = document.createElement("p");
      zone.setAttribute("role", "status");
      zone.setAttribute("data-grille-dit", "");
      cadre.after(zone);
    }
    zone.textContent = nombre === 0 ? "" : nombre === 1
      ? "1 valeur collée tombe hors des cases à remplir : elle n'a pas été reprise."
      : nombre + " valeurs collées tombent hors des cases à remplir : elles n'ont pas été reprises.";
  }

  document.addEventListener("input", function (evenement) {
    var grille = evenement.target.closest("[data-grille]");
    if (!grille) return;
    if (evenement.target.matches("input[data-colonne]")) evenement.target.removeAttribute("aria-invalid");
    recompter(grille);
  });

  document.addEventListener("focusin", function (evenement) {
    if (evenement.target.matches("[data-grille] input[data-colonne]")) evenement.target.select();
  });

  document.addEventListener("keydown", function (evenement) {
    var champ = evenement.target;
    if (!champ.matches || !champ.matches("[data-grille] input[data-colonne]")) return;
    var pas = { ArrowDown: 1, ArrowUp: -1, Enter: evenement.shiftKey ? -1 : 1 }[evenement.key];
    if (!pas) return;
    evenement.preventDefault();
    var suivant = voisin(champ, pas);
    if (suivant) suivant.focus();
  });

  document.addEventListener("paste", function (evenement) {
    var champ = evenement.target;
    if (!champ.matches || !champ.matches("[data-grille] input[data-colonne]")) return;
    var texte = evenement.clipboardData.getData("text/plain").replace(/\r/g, "").replace(/\n+$/, "");
    if (!/[\t\n]/.test(texte)) return;
    evenement.preventDefault();
    var rangee = champ.closest("tr");
    var debut = champ.closest("td").cellIndex;
    var perdues = 0;
    texte.split("\n").forEach(function (ligne) {
      ligne.split("\t").forEach(function (valeur, i) {
        var cellule = rangee && rangee.cells[debut + i];
        var cible = cellule && cellule.querySelector("input[data-colonne]");
        if (cible) cible.value = valeur.trim();
        else if (valeur.trim() !== "") perdues += 1;
      });
      rangee = rangee && rangee.nextElementSibling;
    });
    direPerdues(champ.closest("[data-grille]"), perdues);
    champ.dispatchEvent(new Event("input", { bubbles: true }));
  });

  document.addEventListener("DOMContentLoaded", function () {
    document.querySelectorAll("[data-grille]").forEach(recompter);
  });
})();
