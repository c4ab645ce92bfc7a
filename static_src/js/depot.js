/* Drop zone (form data-depot): a file (or several, where the field takes several) dropped or chosen is sent at once; without this script, its button does. */
(function () {
  "use strict";

  function envoyer(zone) {
    if (zone.querySelector("input[type=file]").files.length) zone.requestSubmit();
  }

  document.querySelectorAll("[data-depot]").forEach(function (zone) {
    var champ = zone.querySelector("input[type=file]");
    champ.addEventListener("change", function () { envoyer(zone); });
    ["dragover", "dragenter"].forEach(function (nom) {
      zone.addEventListener(nom, function (evenement) {
        evenement.preventDefault();
        zone.classList.add("depot-survol");
      });
    });
    zone.addEventListener("dragleave", function (evenement) {
      if (!zone.contains(evenement.relatedTarget)) zone.classList.remove("depot-survol");
    });
    zone.addEventListener("drop", function (evenement) {
      evenement.preventDefault();
      zone.classList.remove("depot-survol");
      if (!evenement.dataTransfer.files.length) return;
      var choisis = new DataTransfer();
      Array.prototype.slice.call(evenement.dataTransfer.files, 0, champ.multiple ? undefined : 1).forEach(function (f) {
        choisis.items.add(f);
      });
      champ.files = choisis.files;
      envoyer(zone);
    });
  });
})();
