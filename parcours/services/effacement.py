"""Erasing a person whole: her pathway and every record merged into hers, then her identity below."""

from __future__ import annotations

from django.db import transaction

from clauses.models import Beneficiaire
from clauses.services.effacement import EFFACEE, effacer_personne
from entreprises.policies import Acteur
from parcours.models import (
    Candidat,
    Certificat,
    Decision,
    DemandePublique,
    Etape,
    FreinCandidat,
    Fusion,
    JournalCandidat,
    MiseEnRelation,
    Prolongation,
)
from parcours.services.mises_en_relation import fermer, verrouiller_besoins_de
from parcours.services.reperes import recopier


@transaction.atomic
def effacer(*, acteur: Acteur, beneficiaire: Beneficiaire, motif: str) -> Beneficiaire:
    """Erase a person and the records absorbed by hers: no name of her remains under another record.

    Statuses, trades and outcomes stay for the counts; notes, reasons, barriers, certificates, the number of a PASS,
    what she left on the public form and the point on the map go, and she is proposed to nobody any more.
    Raises DroitRefuse and RegleViolee as `effacer_personne`.
    """
    absorbees = Fusion.objects.en_vigueur().filter(gardee=beneficiaire).select_related("absorbee").order_by("pk")
    verrouiller_besoins_de([beneficiaire.pk, *(fusion.absorbee_id for fusion in absorbees)])
    for fusion in absorbees:
        if fusion.absorbee.efface_le is None:
            effacer(acteur=acteur, beneficiaire=fusion.absorbee, motif=motif)
    personne = effacer_personne(acteur=acteur, beneficiaire=beneficiaire, motif=motif)
    siens = Candidat.objects.filter(beneficiaire=personne)
    siens.update(latitude=None, longitude=None, taille_epi="")
    recopier(siens.values_list("pk", flat=True))
    FreinCandidat.objects.filter(candidat__in=siens).delete()
    Certificat.objects.filter(candidat__in=siens).delete()
    Etape.objects.filter(candidat__in=siens).exclude(note="").update(note="")
    JournalCandidat.objects.filter(candidat__in=siens).exclude(motif="").update(motif="")
    decisions = Decision.objects.filter(beneficiaire=personne)
    decisions.exclude(motif="").update(motif=EFFACEE)
    decisions.update(pass_iae="", pass_debut=None, pass_fin=None)
    Prolongation.objects.filter(fenetre__beneficiaire=personne).update(motif=EFFACEE)
    DemandePublique.objects.filter(candidat__in=siens).delete()
    fermer(list(MiseEnRelation.objects.ouvertes().filter(candidat__in=siens).values_list("pk", flat=True)))
    return personne
