/* Fields that only concern one answer: <div data-si="employeur" data-si-vaut="autre"> is hidden while the field of that
   name holds another value. Without script everything stays in sight. Nothing typed is emptied. */
(function () {
  "use strict";

  function valeur(formulaire, nom) {
    var coche = formulaire.querySelector("input[name='" + CSS.escape(nom) + "']:checked");
    if (coche) return coche.value;
    var champ = formulaire.elements.namedItem(nom);
    return champ && champ.value !== undefined ? champ.value : "";
  }

  function mettreAJour(formulaire) {
    formulaire.querySelectorAll("[data-si]").forEach(function (zone) {
      zone.hidden = valeur(formulaire, zone.dataset.si) !== zone.dataset.siVaut;
    });
  }

  document.addEventListener("change", function (evenement) {
    if (evenement.target.form && evenement.target.form.querySelector("[data-si]")) mettreAJour(evenement.target.form);
  });

  document.addEventListener("DOMContentLoaded", function () {
    document.querySelectorAll("form").forEach(mettreAJour);
  });
})();
