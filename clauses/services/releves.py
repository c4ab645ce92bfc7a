"""Issue a numbered statement: figures read, frozen, printed and kept in one transaction; numbers have no gap."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.db.models import Max

from clauses.models import ClauseInsertion, Piece, Releve
from clauses.policies import Action, exiger
from clauses.reports import releve as document
from clauses.rules.etats import EtatClause
from clauses.selectors.releves import a_imprimer, donnees_du_releve
from clauses.services.grand_livre import verrouiller_clauses
from clauses.services.journal import noter
from entreprises.models import Organisation
from entreprises.policies import Acteur
from socle.erreurs import RegleViolee
from socle.fichiers import PRIVE, empreinte
from socle.horloge import aujourdhui, fin_de_jour, maintenant
from socle.periodes import Mois

NATURE = "releve"


@transaction.atomic
def etablir(*, acteur: Acteur, clause: ClauseInsertion, jusqu_au: date, connues_le: date | None = None) -> Releve:
    """The statement of hours worked up to the end of that day's month, as known on `connues_le` (now by default).

    Raises RegleViolee for a draft clause or for days to come.
    """
    exiger(acteur, Action.GERER_OBLIGATION, clause)
    if clause.etat == EtatClause.BROUILLON:
        raise RegleViolee("Une clause en préparation n'a pas encore de relevé.")
    if jusqu_au > aujourdhui() or (connues_le is not None and connues_le > aujourdhui()):
        raise RegleViolee("Un relevé ne porte pas sur des jours à venir.", champ="travaillees")
    # The office's row is the counter's lock: two statements issued at once have two numbers, without a gap.
    office = Organisation.objects.select_for_update(of=("self",)).get(pk=clause.lot.marche.office_id)
    # And the clause's, before the clock is read: an entry being written is either in the figures or after them.
    verrouiller_clauses([clause.pk])
    instant = maintenant()
    connues_au = min(fin_de_jour(connues_le), instant) if connues_le else instant
    arrete_au = Mois.depuis(jusqu_au).dernier_jour
    donnees = donnees_du_releve(clause, arrete_au, connues_au, rejoue=connues_le is not None)
    annee = aujourdhui().year
    dernier = Releve.objects.filter(office=office, annee=annee).aggregate(n=Max("numero"))["n"] or 0
    releve = Releve(
        clause=clause,
        office=office,
        annee=annee,
        numero=dernier + 1,
        arrete_au=arrete_au,
        connues_au=connues_au,
        derniere_ecriture=donnees["ecriture"],
        empreinte=donnees["empreinte"],
        donnees=donnees,
        etabli_par=acteur.utilisateur,
        etabli_le=instant,
    )
    contenu = document.pdf(a_imprimer(releve))
    chemin = PRIVE.ecrire(contenu, dossier="releves")
    try:
        releve.document = Piece.objects.create(
            clause=clause,
            nature=NATURE,
            nom=f"releve-{releve.reference}.pdf",
            type_contenu="application/pdf",
            taille=len(contenu),
            empreinte=empreinte(contenu),
            chemin=chemin,
            deposee_par=acteur.utilisateur,
            deposee_le=instant,
        )
        releve.save()
        noter(acteur=acteur, acte="relever", clause=clause, motif=f"Relevé n° {releve.reference}")
    except BaseException:
        PRIVE.effacer(chemin)
        raise
    return releve
