"""The candidate's file as edited on its page: trades, level, mobility, availability, certificates, barriers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import F

from clauses.models import Beneficiaire
from clauses.selectors.reglages import reglages_au, validites_usuelles
from entreprises.policies import Acteur
from parcours.models import Candidat, Certificat, FreinCandidat, MetierCandidat
from parcours.policies import Action, exiger
from parcours.rules.fiche import fin_de_validite
from parcours.rules.journal import ActeCandidat
from parcours.selectors.fiche import freins_de
from parcours.services.journal import noter
from parcours.services.positions import position
from parcours.services.reperes import recopier
from socle.erreurs import ConflitEcriture, RegleViolee
from socle.horloge import aujourdhui
from socle.models import Metier, Territoire


@dataclass(frozen=True)
class Fiche:
    """What the page holds, whole: what is absent is emptied."""

    telephone: str = ""
    email: str = ""
    commune: Territoire | None = None
    niveau: str = ""
    experience_mois: int | None = None
    permis_b: bool | None = None
    vehicule: bool | None = None
    rayon_km: int | None = None
    minutes_trajet: int | None = None
    horaires_decales: bool | None = None
    disponible_le: date | None = None
    heures_cherchees: Decimal | None = None
    niveau_francais: str = ""
    taille_epi: str = ""
    metiers: Sequence[tuple[Metier, int]] = ()
    """Trades in order of preference, with months of experience."""
    certificats: Sequence[tuple[str, date | None]] = ()
    freins: Mapping[str, tuple[str, date | None]] = field(default_factory=dict)
    """Barrier → coded action, day it was lifted."""


PROPRES = (
    *("niveau", "experience_mois", "permis_b", "vehicule", "rayon_km", "minutes_trajet", "horaires_decales"),
    *("disponible_le", "heures_cherchees", "niveau_francais", "taille_epi"),
)
COORDONNEES = ("telephone", "email", "commune")


@transaction.atomic
def modifier(*, acteur: Acteur, candidat: Candidat, fiche: Fiche, revision: int) -> Candidat:
    """Write the file; the log names the fields that changed, never what they hold.

    Raises ConflitEcriture when somebody wrote since `revision` was read, RegleViolee on an impossible value.
    """
    exiger(acteur, Action.MODIFIER_CANDIDAT, candidat)
    tenu = Candidat.objects.select_for_update(of=("self",)).select_related("beneficiaire").get(pk=candidat.pk)
    if tenu.revision != revision:
        raise ConflitEcriture("Quelqu'un a enregistré cette fiche pendant que vous la remplissiez.")
    _verifier(fiche)
    changes = [nom for nom in PROPRES if getattr(tenu, nom) != getattr(fiche, nom)]
    valeurs: dict[str, Any] = {nom: getattr(fiche, nom) for nom in changes}
    coordonnees = [nom for nom in COORDONNEES if getattr(tenu.beneficiaire, nom) != getattr(fiche, nom)]
    if coordonnees:
        Beneficiaire.objects.filter(pk=tenu.beneficiaire_id).update(**{nom: getattr(fiche, nom) for nom in coordonnees})
    if "commune" in coordonnees:
        valeurs |= position(fiche.commune)
    changes = [*coordonnees, *changes]
    changes += [nom for nom, ecrire in _LISTES if ecrire(tenu, fiche)]
    if not changes:
        return tenu
    Candidat.objects.filter(pk=tenu.pk).update(**valeurs, revision=F("revision") + 1)
    recopier([tenu.pk])
    noter(tenu, ActeCandidat.MODIFIER, acteur, ", ".join(changes))
    return Candidat.objects.get(pk=tenu.pk)


def _verifier(fiche: Fiche) -> None:
    jour = aujourdhui()
    metiers = [metier for metier, _ in fiche.metiers]
    if len(set(metiers)) != len(metiers):
        raise RegleViolee("Un même métier est choisi deux fois.", champ="metier_1")
    maximum = reglages_au(jour)["heures_semaine_maximum"]
    if fiche.heures_cherchees is not None and not 0 < fiche.heures_cherchees <= maximum:
        raise RegleViolee(f"Indiquez entre 1 et {maximum:.0f} heures par semaine.", champ="heures_cherchees")
    if any(obtenu and obtenu > jour for _, obtenu in fiche.certificats):
        raise RegleViolee("Un certificat est obtenu à une date future.", champ="certificats")
    if len(set(fiche.certificats)) != len(fiche.certificats):
        raise RegleViolee("Un même certificat est noté deux fois à la même date.", champ="certificats")
    for frein, (_, leve_le) in fiche.freins.items():
        if leve_le and leve_le > jour:
            raise RegleViolee("Un frein est levé à une date passée.", champ=f"leve_{frein}")


def _ecrire_metiers(candidat: Candidat, fiche: Fiche) -> bool:
    """Compared in order, whatever the ranks a merge left; a trade that stays keeps its row, which undoing one finds."""
    deja = {metier.metier_id: metier for metier in candidat.metiers.order_by("rang", "pk")}
    voulus = {metier.pk: mois for metier, mois in fiche.metiers}
    if list(voulus.items()) == [(pk, ligne.experience_mois) for pk, ligne in deja.items()]:
        return False
    candidat.metiers.exclude(metier_id__in=list(voulus)).delete()
    MetierCandidat.objects.bulk_create(
        [
            MetierCandidat(candidat=candidat, metier_id=pk, rang=rang, experience_mois=mois)
            for rang, (pk, mois) in enumerate(voulus.items(), 1)
        ],
        update_conflicts=True,
        unique_fields=["candidat", "metier"],
        update_fields=["rang", "experience_mois"],
    )
    return True


def _ecrire_certificats(candidat: Candidat, fiche: Fiche) -> bool:
    """Certificates that stay keep their expiry, unless their date changed."""
    deja = {(c.code, c.obtenu_le): c.pk for c in candidat.certificats.all()}
    voulus = set(fiche.certificats)
    if voulus == set(deja):
        return False
    candidat.certificats.filter(pk__in=[pk for cle, pk in deja.items() if cle not in voulus]).delete()
    mois = validites_usuelles(reglages_au(aujourdhui()))
    Certificat.objects.bulk_create(
        Certificat(candidat=candidat, code=code, obtenu_le=obtenu, expire_le=fin_de_validite(obtenu, mois[code]))
        for code, obtenu in sorted(voulus - set(deja), key=str)
    )
    return True


def _ecrire_freins(candidat: Candidat, fiche: Fiche) -> bool:
    deja = freins_de(candidat)
    if deja == dict(fiche.freins):
        return False
    candidat.freins.exclude(frein__in=list(fiche.freins)).delete()
    for frein, (action, leve_le) in fiche.freins.items():
        if deja.get(frein) != (action, leve_le):
            FreinCandidat.objects.update_or_create(
                candidat=candidat, frein=frein, defaults={"action": action, "leve_le": leve_le}
            )
    return True


_LISTES = (("metiers", _ecrire_metiers), ("certificats", _ecrire_certificats), ("freins", _ecrire_freins))
