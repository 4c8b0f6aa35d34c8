/**
 * Every operation of the OpenAPI document, asked by every kind of viewer about what is theirs and what is others'. What is
 * to come of it stands in one table, written by hand: an operation that is missing in it fails, and so does a line without
 * an operation.
 */
import type { AddressInfo } from 'node:net'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Grant } from '../../domain/access/index.ts'
import { NO_ANSWERS } from '../../domain/exchange/quantity-files/index.ts'
import type { UnitRecord } from '../../domain/land/records.ts'
import { SESSION_COOKIE } from '../../server/access/guard.ts'
import type { InvitationMade } from '../../server/accounts/schema.ts'
import { openSession } from '../../server/accounts/sessions.ts'
import type { Case, Use } from '../../server/cases/schema.ts'
import type { Evidence } from '../../server/evidence/schema.ts'
import type { Body } from '../../server/levels/schema.ts'
import type { Scenario } from '../../server/scenarios/schema.ts'
import type { Changed, Commune, CommuneList, Link } from '../../server/territories/schema.ts'
import { openTestApp, rowOfCouncils, square, type TestApp } from '../support/app.ts'
import { type Box, writeClaim } from '../support/claims.ts'
import { engine } from '../support/database.ts'
import { openWindow } from '../support/event-stream.ts'
import { landWriter } from '../support/land.ts'
import { type Operation, operationsOf } from '../support/operations.ts'
import { everyKindOfViewer, type KindOfViewer } from '../support/viewers.ts'

/**
 * ● is done; ○ is done with what is of commune A, and refused with what is of B; · is refused: 401 to nobody, 403 to who has
 * an account; ◌ is done with what is of A, and of B it is not even said that it exists: 404; ? is 404 for both; ◍ is
 * refused with what is of A, and 404 of B.
 *
 * Commune A and commune B, their councils, links and changes are for those who hold a role there (audience `scope`).
 */
const TABLE: Record<string, string> = {
  //                                              over everything: administrator, organiser, land committee,
  //                                  nobody acct coordinator, observer; then the same over commune A
  'GET /api/health': '                  ●     ●    ●●●●● ●●●●●',
  'GET /api/meta': '                    ●     ●    ●●●●● ●●●●●',
  'GET /api/events': '                  ●     ●    ●●●●● ●●●●●',
  'GET /tiles/{layer}.json': '          ●     ●    ●●●●● ●●●●●',
  'GET /tiles/{layer}/{z}/{x}/{y}.mvt': '●     ●    ●●●●● ●●●●●',
  'GET /api/exports/{layer}.{format}': ' ●     ●    ●●●●● ●●●●●',

  'GET /api/councils': '                ●     ●    ●●●●● ●●●●●',
  'GET /api/councils/areas': '          ●     ●    ●●●●● ●●●●●',
  'GET /api/councils/{id}': '           ?     ?    ●●●●● ◌◌◌◌◌',
  'GET /api/councils/{id}/history': '   ?     ?    ●●●●● ◌◌◌◌◌',
  'GET /api/communes': '                ●     ●    ●●●●● ●●●●●',
  'GET /api/communes/{id}': '           ?     ?    ●●●●● ◌◌◌◌◌',
  'GET /api/communes/{id}/judgement': ' ?     ?    ●●●●● ◌◌◌◌◌',
  'GET /api/history/days': '            ●     ●    ●●●●● ●●●●●',
  // Councils that one does not see are unknown: 422, as for numbers that nothing has.
  'POST /api/judge': '                  ●     ●    ●●●●● ●●●●●',
  'GET /api/links': '                   ●     ●    ●●●●● ●●●●●',
  'GET /api/links/{id}': '              ?     ?    ●●●●● ◌◌◌◌◌',

  'GET /api/bodies': '                  ●     ●    ●●●●● ●●●●●',
  'GET /api/bodies/{id}': '             ?     ?    ●●●●● ◌◌◌◌◌',
  'GET /api/bodies/{id}/judgement': '   ?     ?    ●●●●● ◌◌◌◌◌',
  // A city of communes is formed and changed by whoever organises each of them.
  'POST /api/bodies': '                 ·     ·    ●●··· ○○···',
  'PATCH /api/bodies/{id}': '           ·     ·    ●●··· ◌◌···',
  'DELETE /api/bodies/{id}': '          ·     ·    ●●··· ◌◌···',
  'POST /api/bodies/{id}/members': '    ·     ·    ●●··· ◌◌···',
  'POST /api/bodies/{id}/members/leave': '·   ·    ●●··· ◌◌···',
  // It makes a commune.
  'POST /api/bodies/{id}/found': '      ·     ·    ●●··· ·····',

  // A new commune has no number yet that a role could be over.
  'POST /api/communes': '               ·     ·    ●●··· ·····',
  'PATCH /api/communes/{id}': '         ·     ·    ●●··· ○○···',
  // New communes among them: as for one new commune. Who changes only their own is tested with the route.
  'POST /api/communes/recompose': '     ·     ·    ●●··· ·····',
  'DELETE /api/communes/{id}': '        ·     ·    ●●··· ○○···',
  'GET /api/communes/{id}/founding': '  ?     ?    ●●●●● ◌◌◌◌◌',
  'GET /api/communes/{id}/founding-sheet.pdf': '? ?    ●●●●● ◌◌◌◌◌',
  'PUT /api/communes/{id}/founding': '  ·     ·    ●●··· ○○···',
  'POST /api/links': '                  ·     ·    ●●··· ○○···',
  'DELETE /api/links/{id}': '           ·     ·    ●●··· ◌◌···',
  // Who documents land undoes that, and is told that of the rest they may not.
  'POST /api/changes/{id}/undo': '      ·     ·    ●●··· ◌◌◍◍·',

  'GET /api/allowed-spaces': '          ●     ●    ●●●●● ●●●●●',
  'GET /api/allowed-spaces/{id}': '     ?     ?    ●●●●● ◌◌◌◌◌',
  'POST /api/allowed-spaces': '         ·     ·    ●●··· ○○···',
  'DELETE /api/allowed-spaces/{id}': '  ·     ·    ●●··· ◌◌···',

  'GET /api/land/overlaps': '           ●     ●    ●●●●● ●●●●●',
  'GET /api/land/overlaps/{id}': '      ?     ?    ●●●●● ◌◌◌◌◌',
  'PUT /api/land/overlaps/{id}/state': '·     ·    ●●●·· ◌◌◌··',
  'GET /api/land/units/{id}/overlaps': '●     ●    ●●●●● ●●●●●',

  'POST /api/drawings': '               ·     ·    ●●··· ○○···',

  // Whoever holds a role proposes; theirs changes whoever made it, or may compose all that it touches.
  'GET /api/scenarios': '               ●     ●    ●●●●● ●●●●●',
  'GET /api/scenarios/{id}': '          ?     ?    ●●●●● ◌◌◌◌◌',
  'POST /api/scenarios': '              ·     ·    ●●●●● ●●●●●',
  'PATCH /api/scenarios/{id}': '        ·     ·    ●●··· ◌◌◍◍◍',
  'POST /api/scenarios/{id}/drop': '    ·     ·    ●●··· ◌◌◍◍◍',
  'POST /api/scenarios/{id}/reopen': '  ·     ·    ●●··· ◌◌◍◍◍',
  'POST /api/scenarios/{id}/apply': '   ·     ·    ●●··· ◌◌···',

  // Land of A and of B is for whoever holds a role there; its committees write it down.
  'GET /api/land/units': '              ●     ●    ●●●●● ●●●●●',
  'GET /api/land/units/{id}': '         ?     ?    ●●●●● ◌◌◌◌◌',
  'GET /api/land/holdings': '           ●     ●    ●●●●● ●●●●●',
  'GET /api/land/map': '                ●     ●    ●●●●● ●●●●●',
  'GET /api/land/parties': '            ●     ●    ●●●●● ●●●●●',
  'GET /api/land/sources': '            ●     ●    ●●●●● ●●●●●',
  'GET /api/land/export/{format}': '    ●     ●    ●●●●● ●●●●●',
  'GET /api/land/reference-areas': '    ●     ●    ●●●●● ●●●●●',
  'POST /api/land/reference-areas': '   ·     ·    ●●··· ·····',
  'GET /api/land/reference-editions': ' ·     ·    ●●··· ·····',
  'POST /api/land/reference-editions/{id}/undo': '· ·    ●●··· ·····',
  'POST /api/land/public-view': '       ·     ·    ●●●·· ●●●··',
  'POST /api/land/import': '            ·     ·    ●●●·· ●●●··',
  'POST /api/land/units': '             ·     ·    ●●●·· ○○○··',
  'POST /api/land/parties': '           ·     ·    ●●●·· ○○○··',
  'POST /api/land/sources': '           ·     ·    ●●●·· ○○○··',
  'POST /api/land/units/{id}/extents': '·     ·    ●●●·· ◌◌◌··',
  'POST /api/land/units/{id}/assertions': '·  ·    ●●●·· ◌◌◌··',
  'PUT /api/land/units/{id}': '         ·     ·    ●●●·· ◌◌◌··',
  'PUT /api/land/extents/{id}': '       ·     ·    ●●●·· ◌◌◌··',
  'PUT /api/land/parties/{id}': '       ·     ·    ●●●·· ◌◌◌··',
  'PUT /api/land/sources/{id}': '       ·     ·    ●●●·· ◌◌◌··',
  'PUT /api/land/assertions/{id}': '    ·     ·    ●●●·· ◌◌◌··',
  'DELETE /api/land/units/{id}': '      ·     ·    ●●●·· ◌◌◌··',
  'DELETE /api/land/extents/{id}': '    ·     ·    ●●●·· ◌◌◌··',
  'DELETE /api/land/parties/{id}': '    ·     ·    ●●●·· ◌◌◌··',
  'DELETE /api/land/sources/{id}': '    ·     ·    ●●●·· ◌◌◌··',
  'DELETE /api/land/assertions/{id}': ' ·     ·    ●●●·· ◌◌◌··',
  'GET /api/land/cases': '              ●     ●    ●●●●● ●●●●●',
  'GET /api/land/cases/{id}': '         ?     ?    ●●●●● ◌◌◌◌◌',
  'POST /api/land/cases': '             ·     ·    ●●●·· ◌◌◌··',
  'PUT /api/land/cases/{id}': '         ·     ·    ●●●·· ◌◌◌··',
  'DELETE /api/land/cases/{id}': '      ·     ·    ●●●·· ◌◌◌··',
  'POST /api/land/cases/{id}/events': ' ·     ·    ●●●·· ◌◌◌··',
  'PUT /api/land/cases/{id}/events/{event}': '· ·  ●●●·· ◌◌◌··',
  'DELETE /api/land/cases/{id}/events/{event}': '· · ●●●·· ◌◌◌··',
  'GET /api/land/due': '                ●     ●    ●●●●● ●●●●●',
  // The secret in the address opens it, whoever asks.
  'GET /api/land/due.ics': '            ●     ●    ●●●●● ●●●●●',
  'GET /api/land/units/{id}/use': '     ?     ?    ●●●●● ◌◌◌◌◌',
  'POST /api/land/units/{id}/use': '    ·     ·    ●●●·· ◌◌◌··',
  'PUT /api/land/use/{id}': '           ·     ·    ●●●·· ◌◌◌··',
  'DELETE /api/land/use/{id}': '        ·     ·    ●●●·· ◌◌◌··',
  'GET /api/land/units/{id}/report.pdf': '?   ?    ●●●●● ◌◌◌◌◌',
  'POST /api/land/units/{id}/dossier': ' ·     ·    ●●●·· ◌◌◌··',

  // Of a unit for those with a role over it; its evidence is for the committee.
  'GET /api/evidence': '                ?     ?    ●●●●● ◌◌◌◌◌',
  'GET /api/evidence/receipt-key': '    ●     ●    ●●●●● ●●●●●',
  'GET /api/evidence/{id}': '           ?     ?    ●●●?? ◌◌◌??',
  'GET /api/evidence/{id}/receipt': '   ?     ?    ●●●?? ◌◌◌??',
  'GET /api/evidence/{id}/copies/{role}': '? ?    ●●●?? ◌◌◌??',
  'GET /api/evidence/{id}/original': '  ·     ·    ●●●·· ◌◌◌··',
  'POST /api/evidence/testimonies': '   ·     ·    ●●●·· ◌◌◌··',
  'PATCH /api/evidence/{id}': '         ·     ·    ●●●·· ◌◌◌··',
  'PUT /api/evidence/{id}/uses': '      ·     ·    ●●●·· ◌◌◌··',
  // Without a length, and of an upload that is nobody's.
  'POST /api/evidence/uploads': '       ·     ·    ●●●·· ●●●··',
  'PATCH /api/evidence/uploads/{upload}': '· ·    ●●●·· ●●●··',
  'DELETE /api/evidence/uploads/{upload}': '· ·   ●●●·· ●●●··',

  // Whoever coordinates, and each commune's own; an exchange is of two communes, and only one of them is theirs.
  'GET /api/corridors': '               ●     ●    ●●●●● ●●●●●',
  'GET /api/corridors/{id}': '          ?     ?    ●●●●● ◌◌◌◌◌',
  'POST /api/corridors': '              ·     ·    ●●·●· ○○·○·',
  'PUT /api/corridors/{id}': '          ·     ·    ●●·●· ◌◌·◌·',
  'DELETE /api/corridors/{id}': '       ·     ·    ●●·●· ◌◌·◌·',
  'POST /api/corridors/propose': '      ●     ●    ●●●●● ●●●●●',
  'GET /api/exchange/isolated': '       ●     ●    ●●●●● ●●●●●',
  'GET /api/exchange/places': '         ●     ●    ●●●●● ●●●●●',
  'GET /api/exchange/producers': '      ●     ●    ●●●●● ●●●●●',
  'POST /api/exchange/producers': '     ·     ·    ●●·●· ○○·○·',
  'PUT /api/exchange/producers/{id}': ' ·     ·    ●●·●· ◌◌·◌·',
  'DELETE /api/exchange/producers/{id}': '·   ·    ●●·●· ◌◌·◌·',
  'GET /api/exchange/quantities': '     ●     ●    ●●●●● ●●●●●',
  'POST /api/exchange/quantities': '    ·     ·    ●●·●· ○○·○·',
  'PUT /api/exchange/quantities/{id}': '·     ·    ●●·●· ◌◌·◌·',
  'DELETE /api/exchange/quantities/{id}': '·  ·    ●●·●· ◌◌·◌·',
  'GET /api/exchange/units': '          ●     ●    ●●●●● ●●●●●',
  'POST /api/exchange/units': '         ·     ·    ●●·●· ○○·○·',
  'PUT /api/exchange/units/{id}': '     ·     ·    ●●·●· ◌◌·◌·',
  'DELETE /api/exchange/units/{id}': '  ·     ·    ●●·●· ◌◌·◌·',
  'GET /api/exchange/quantity-files/template.csv': '●●●●●●● ●●●●●',
  'GET /api/exchange/quantity-files/quantities.csv': '●●●●●●● ●●●●●',
  'POST /api/exchange/quantity-files/read': '· · ●●·●· ●●·●·',
  // Nothing in it: whose commune a row may name is told apart in quantity-files.test.ts.
  'POST /api/exchange/quantity-files': '  ·     ·    ●●·●· ●●·●·',
  'GET /api/exchange/balances': '       ●     ●    ●●●●● ●●●●●',
  'GET /api/exchange/flows': '          ●     ●    ●●●●● ●●●●●',
  'GET /api/exchange/flows/{id}': '     ?     ?    ●●●●● ◌◌◌◌◌',
  'POST /api/exchange/flows': '         ·     ·    ●●·●· ○○·○·',
  'PUT /api/exchange/flows/{id}': '     ·     ·    ●●·●· ◍◍·◍·',
  'DELETE /api/exchange/flows/{id}': '  ·     ·    ●●·●· ◍◍·◍·',
  'POST /api/exchange/flows/decide': '  ·     ·    ●●·●· ◍◍·◍·',
  'POST /api/exchange/flows/{id}/deliveries': '· · ●●·●· ◍◍·◍·',
  'PUT /api/exchange/deliveries/{id}': '·     ·    ●●·●· ◍◍·◍·',
  'DELETE /api/exchange/deliveries/{id}': '·  ·    ●●·●· ◍◍·◍·',
  'GET /api/corridors/{id}/line': '     ?     ?    ●●●●● ◌◌◌◌◌',
  'PUT /api/corridors/{id}/trucks': '   ·     ·    ●●·●· ◌◌·◌·',
  'GET /api/exchange/runs': '           ●     ●    ●●●●● ●●●●●',
  'GET /api/exchange/runs/{id}': '      ?     ?    ●●●●● ◌◌◌◌◌',
  'POST /api/exchange/runs': '          ·     ·    ●●·●· ◌◌·◌·',
  'PUT /api/exchange/runs': '           ·     ·    ●●·●· ◍◍·◍·',
  'DELETE /api/exchange/runs/{id}': '   ·     ·    ●●·●· ◍◍·◍·',
  'POST /api/exchange/runs/{id}/told': '·     ·    ●●·●· ◍◍·◍·',
  'GET /api/exchange/roads': '          ●     ●    ●●●●● ●●●●●',
  'GET /api/exchange/roads/{id}': '     ●     ●    ●●●●● ●●●●●',
  'POST /api/exchange/roads': '         ·     ·    ●●·●· ·····',
  'POST /api/exchange/roads/file': '    ·     ·    ●●·●· ·····',
  'PATCH /api/exchange/roads/{id}': '   ·     ·    ●●·●· ·····',
  'DELETE /api/exchange/roads/{id}': '  ·     ·    ●●·●· ·····',
  'POST /api/exchange/problem': '       ●     ●    ●●●●● ●●●●●',
  'GET /api/exchange/plans': '          ●     ●    ●●●●● ●●●●●',
  'GET /api/exchange/plans/{id}': '     ?     ?    ●●●●● ◌◌◌◌◌',
  'POST /api/exchange/plans': '         ·     ·    ●●·●· ●●·●·',
  'DELETE /api/exchange/plans/{id}': '  ·     ·    ●●·●· ◌◌·◌·',

  // A file brings councils and communes from anywhere: a role over one commune is not enough.
  'GET /api/imports': '                 ·     ·    ●●··· ·····',
  'POST /api/imports': '                ·     ·    ●●··· ·····',
  'GET /api/imports/{id}': '            ·     ·    ●●··· ·····',
  'GET /api/imports/{id}/preview': '    ·     ·    ●●··· ·····',
  'PATCH /api/imports/{id}': '          ·     ·    ●●··· ·····',
  'POST /api/imports/{id}/save': '      ·     ·    ●●··· ·····',
  'POST /api/imports/{id}/cancel': '    ·     ·    ●●··· ·····',
  'POST /api/demonstration': '          ·     ·    ●●··· ·····',

  'GET /api/log': '                     ·     ·    ●●●●● ●●●●●',
  'GET /api/log/head': '                ·     ·    ●●●●● ●●●●●',
  'GET /api/log/verification': '        ·     ·    ●●●●● ●●●●●',
  'GET /api/changes': '                 ·     ·    ●●●●● ●●●●●',

  'POST /api/sign-in': '                ●     ●    ●●●●● ●●●●●',
  'POST /api/sign-in/passkey/options': '●     ●    ●●●●● ●●●●●',
  'POST /api/sign-in/passkey': '        ●     ●    ●●●●● ●●●●●',
  'POST /api/invitations/look': '       ●     ●    ●●●●● ●●●●●',
  'POST /api/accounts': '               ●     ●    ●●●●● ●●●●●',
  'GET /api/me': '                      ●     ●    ●●●●● ●●●●●',

  'POST /api/sign-out': '               ·     ●    ●●●●● ●●●●●',
  'GET /api/me/security': '             ·     ●    ●●●●● ●●●●●',
  'PUT /api/me/password': '             ·     ●    ●●●●● ●●●●●',
  'POST /api/me/second-factor': '       ·     ●    ●●●●● ●●●●●',
  'POST /api/me/second-factor/confirm': '·    ●    ●●●●● ●●●●●',
  'DELETE /api/me/second-factor': '     ·     ●    ●●●●● ●●●●●',
  'POST /api/me/recovery-codes': '      ·     ●    ●●●●● ●●●●●',
  'POST /api/me/passkeys/options': '    ·     ●    ●●●●● ●●●●●',
  'POST /api/me/passkeys': '            ·     ●    ●●●●● ●●●●●',
  'DELETE /api/me/passkeys/{id}': '     ·     ●    ●●●●● ●●●●●',
  'DELETE /api/me/devices/{id}': '      ·     ●    ●●●●● ●●●●●',
  'DELETE /api/me/devices': '           ·     ●    ●●●●● ●●●●●',

  'GET /api/me/calendar-feed': '        ·     ●    ●●●●● ●●●●●',
  // Before it is made by anybody.
  'DELETE /api/me/calendar-feed': '     ·     ●    ●●●●● ●●●●●',
  'POST /api/me/calendar-feed': '       ·     ●    ●●●●● ●●●●●',

  'GET /api/accounts': '                ·     ·    ●···· ●····',
  'PATCH /api/accounts/{id}': '         ·     ·    ●···· ◌····',
  'DELETE /api/accounts/{id}/sessions': '·    ·    ●···· ◌····',
  'POST /api/accounts/{id}/way-in': '   ·     ·    ●···· ◌····',
  'GET /api/invitations': '             ·     ·    ●···· ●····',
  'POST /api/invitations': '            ·     ·    ●···· ○····',
  'DELETE /api/invitations/{id}': '     ·     ·    ●···· ◌····',
}

/** What belongs to commune A, or to commune B. */
interface Place {
  commune: number
  councils: number[]
  link: number
  /** An overlap of its two councils that was left on purpose. */
  space: number
  /** Of two claims that are the commune's. */
  overlap: number
  unit: number
  /** A city of this commune alone, for those with a role over it. */
  body: number
  /** A step that was built upon: undoing it is refused, once it is known that the asker may. */
  change: number
  import: number
  /** Somebody else's. */
  scenario: number
  /** Land of its committee, with what is said of it. */
  land: { units: number; extents: number; parties: number; sources: number; assertions: number }
  /** A case about a unit of this commune, what happened in it, and what the unit is used for. */
  caseUnit: number
  case: number
  caseEvent: number
  use: number
  /** Written down by this commune; its exchange is with `neighbour`, which everybody sees. */
  exchange: Record<
    | 'corridor'
    | 'producer'
    | 'measure'
    | 'quantity'
    | 'flow'
    | 'delivery'
    | 'run'
    | 'plan'
    | 'segment'
    | 'neighbour',
    number
  >
  /** A testimony for that unit. */
  evidence: number
  /** Somebody with a role there and nowhere else. */
  account: number
  grant: Grant
}

interface Asking {
  url: string
  body?: object
}

/**
 * How each operation is asked: all in order but for one thing, which is looked at after the question whether one may. So a
 * cell that is done changes nothing for the next one; what changes something after all is asked by who may not first.
 */
interface Question {
  ask(place: Place, viewer: KindOfViewer): Asking | Promise<Asking>
  /** What comes of it where it is done: the status, or the reason why it is refused for another thing than rights. */
  done: number | string
}

const nothing = (done: number | string): Question => ({ ask: () => ({ url: '' }), done })
const at = (
  url: (place: Place) => string,
  done: number | string,
  body?: (place: Place) => object,
): Question => ({
  ask: (place) => ({ url: url(place), ...(body && { body: body(place) }) }),
  done,
})
const just = (url: string, done: number | string, body?: object): Question =>
  at(() => url, done, body && (() => body))

/** Of every kind of land record: against a version that there never was. */
const landQuestions = (['units', 'extents', 'parties', 'sources', 'assertions'] as const).flatMap(
  (kind): [string, Question][] => [
    [
      `PUT /api/land/${kind}/{id}`,
      at(
        ({ land }) => `/api/land/${kind}/${land[kind]}`,
        'changed-by-another',
        () => ({ revision: 0, note: 'X' }),
      ),
    ],
    [
      `DELETE /api/land/${kind}/{id}`,
      at(({ land }) => `/api/land/${kind}/${land[kind]}?revision=0`, 'changed-by-another'),
    ],
  ],
)

/** Months of which nothing is told. */
const MONTH = { firstMonth: '1999-01', lastMonth: '1999-01' }
const DELIVERY = {
  sentOn: '2026-02-01',
  sentKg: 1,
  receivedOn: null,
  acceptedKg: null,
  rejectedKg: null,
  rejectedWhy: null,
  lostKg: null,
  truck: null,
  note: null,
}
const axisOf = (commune: number) => ({
  kind: 'axis',
  name: 'X',
  note: null,
  source: null,
  approximate: false,
  route: null,
  routeKm: null,
  routeEstimatedKm: null,
  partOf: null,
  partSince: null,
  beganOn: null,
  endedOn: null,
  communes: [{ id: commune, joinedOn: null, leftOn: null }],
  audience: 'scope',
})
const producerOf = (communeId: number) => ({
  communeId,
  kind: 'upf',
  name: 'X',
  role: 'producer',
  throughputKg: null,
  madeOfProduct: null,
  madeOfForm: null,
  makesProduct: null,
  makesForm: null,
  note: null,
  audience: 'scope',
})
const measureOf = (communeId: number) => ({
  communeId,
  name: 'saco',
  product: 'maize',
  form: null,
  kgMin: 40,
  kgLikely: 45,
  kgMax: 50,
  validFrom: null,
  validTo: null,
  source: 'Acta',
  audience: 'accounts',
})
const quantityOf = (communeId: number) => ({
  communeId,
  producerId: null,
  role: 'production',
  product: 'maize',
  form: 'grain',
  amount: 1,
  unit: 't',
  period: '2026-01',
  season: null,
  provenance: 'communal',
  source: 'Acta',
  invented: false,
  audience: 'scope',
})
const flowOf = (fromCommune: number, toCommune: number) => ({
  fromCommune,
  toCommune,
  viaProducer: null,
  product: 'maize',
  form: 'grain',
  kg: 1000,
  period: '2026-01',
  provenance: 'communal',
  audience: 'scope',
})
const roundOf = (home: number) => ({ name: 'X', capacityKg: 1000, home, first: 'on', loads: [] })
/** Of what each commune wrote down: against a version that there never was. */
const exchangeQuestions = (
  [
    ['/api/corridors/{id}', 'corridor', ({ commune }) => axisOf(commune)],
    ['/api/exchange/producers/{id}', 'producer', ({ commune }) => producerOf(commune)],
    ['/api/exchange/units/{id}', 'measure', ({ commune }) => measureOf(commune)],
    ['/api/exchange/quantities/{id}', 'quantity', ({ commune }) => quantityOf(commune)],
    ['/api/exchange/flows/{id}', 'flow', ({ commune, exchange }) => flowOf(commune, exchange.neighbour)],
    ['/api/exchange/deliveries/{id}', 'delivery', () => DELIVERY],
  ] satisfies [string, keyof Place['exchange'], (place: Place) => object][]
).flatMap(([path, kind, content]): [string, Question][] => [
  [
    `PUT ${path}`,
    at(
      ({ exchange }) => path.replace('{id}', String(exchange[kind])),
      'changed-by-another',
      (place) => ({ ...content(place), revision: 0 }),
    ),
  ],
  [
    `DELETE ${path}`,
    at(
      ({ exchange }) => `${path.replace('{id}', String(exchange[kind]))}?revision=0`,
      kind === 'flow' ? 'flow-under-way' : 'changed-by-another',
    ),
  ],
])

/** A scenario of one commune. */
const composing = (commune: object) => ({ drawing: null, communes: [commune], links: [], withdrawnLinks: [] })

const NO_TOKEN = 'x'.repeat(43)
const NO_UPLOAD = '00000000-0000-4000-8000-000000000000'
const PASSWORD = 'una yunta de bueyes'

const QUESTIONS: Record<string, Question> = {
  ...Object.fromEntries(exchangeQuestions),
  'GET /api/corridors': just('/api/corridors', 200),
  'GET /api/corridors/{id}': at(({ exchange }) => `/api/corridors/${exchange.corridor}`, 200),
  'POST /api/corridors': at(
    () => '/api/corridors',
    'commune-twice-in-corridor',
    ({ commune }) => ({
      ...axisOf(commune),
      communes: [...axisOf(commune).communes, ...axisOf(commune).communes],
    }),
  ),
  'POST /api/corridors/propose': just('/api/corridors/propose', 'communes-unknown', {
    communes: [2_000_000_000, 2_000_000_001],
  }),
  'GET /api/exchange/isolated': just('/api/exchange/isolated', 200),
  'GET /api/exchange/places': just('/api/exchange/places', 200),
  'GET /api/exchange/producers': just('/api/exchange/producers', 200),
  'GET /api/exchange/quantities': just('/api/exchange/quantities', 200),
  'GET /api/exchange/units': just('/api/exchange/units', 200),
  'POST /api/exchange/units': at(
    () => '/api/exchange/units',
    'measure-incomplete',
    ({ commune }) => ({ ...measureOf(commune), kgMin: 90 }),
  ),
  'GET /api/exchange/quantity-files/template.csv': just('/api/exchange/quantity-files/template.csv', 200),
  'GET /api/exchange/quantity-files/quantities.csv': just('/api/exchange/quantity-files/quantities.csv', 200),
  'POST /api/exchange/quantity-files/read': just(
    '/api/exchange/quantity-files/read?fileName=x.csv',
    'sheet-not-read',
    {},
  ),
  'POST /api/exchange/quantity-files': just('/api/exchange/quantity-files', 'sheet-nothing-new', {
    fileName: 'x.csv',
    sheet: { name: '', rows: [] },
    header: 0,
    columns: {},
    answers: NO_ANSWERS,
    leftOut: [],
    again: [],
    audience: 'scope',
  }),
  'GET /api/exchange/balances': just('/api/exchange/balances', 200),
  'GET /api/exchange/flows': just('/api/exchange/flows', 200),
  'GET /api/exchange/flows/{id}': at(({ exchange }) => `/api/exchange/flows/${exchange.flow}`, 200),
  // One too many: only who may change all of it gets as far.
  'POST /api/exchange/producers': at(
    () => '/api/exchange/producers',
    201,
    ({ commune }) => producerOf(commune),
  ),
  'POST /api/exchange/quantities': at(
    () => '/api/exchange/quantities',
    'product-unknown',
    ({ commune }) => ({ ...quantityOf(commune), product: 'gold' }),
  ),
  'POST /api/exchange/flows': at(
    () => '/api/exchange/flows',
    'flow-to-itself',
    ({ commune }) => ({ ...flowOf(commune, commune) }),
  ),
  'POST /api/exchange/flows/decide': at(
    () => '/api/exchange/flows/decide',
    'flow-decided-already',
    ({ exchange }) => ({ flows: [exchange.flow], state: 'agreed' }),
  ),
  'POST /api/exchange/flows/{id}/deliveries': at(
    ({ exchange }) => `/api/exchange/flows/${exchange.flow}/deliveries`,
    'delivery-before-it-was-sent',
    () => ({ ...DELIVERY, receivedOn: '2026-01-01', acceptedKg: 1 }),
  ),
  'GET /api/corridors/{id}/line': at(({ exchange }) => `/api/corridors/${exchange.corridor}/line`, 200),
  'PUT /api/corridors/{id}/trucks': at(
    ({ exchange }) => `/api/corridors/${exchange.corridor}/trucks`,
    'changed-by-another',
    ({ commune }) => ({ truckKg: 1000, truckCount: null, truckHome: commune, revision: 0 }),
  ),
  'GET /api/exchange/runs': just('/api/exchange/runs', 200),
  'GET /api/exchange/runs/{id}': at(({ exchange }) => `/api/exchange/runs/${exchange.run}`, 200),
  'POST /api/exchange/runs': at(
    () => '/api/exchange/runs',
    'run-empty',
    ({ commune, exchange }) => ({ corridor: exchange.corridor, day: '2026-02-01', runs: [roundOf(commune)] }),
  ),
  'PUT /api/exchange/runs': at(
    () => '/api/exchange/runs',
    'changed-by-another',
    ({ commune, exchange }) => ({
      runs: [{ ...roundOf(commune), id: exchange.run, revision: 0, day: '2026-02-01' }],
    }),
  ),
  'DELETE /api/exchange/runs/{id}': at(
    ({ exchange }) => `/api/exchange/runs/${exchange.run}?revision=0`,
    'changed-by-another',
  ),
  'POST /api/exchange/runs/{id}/told': at(
    ({ exchange }) => `/api/exchange/runs/${exchange.run}/told`,
    'run-not-loaded',
    ({ exchange }) => ({
      on: '2026-02-01',
      sent: [],
      received: [{ flowId: exchange.flow, acceptedKg: 1, rejectedKg: 0, rejectedWhy: null, lostKg: 0 }],
    }),
  ),
  'GET /api/exchange/roads': just('/api/exchange/roads', 200),
  'GET /api/exchange/roads/{id}': at(({ exchange }) => `/api/exchange/roads/${exchange.segment}`, 200),
  'POST /api/exchange/roads': just('/api/exchange/roads', 201, {
    coordinates: [
      [0, 0],
      [0.1, 0],
    ],
  }),
  'POST /api/exchange/roads/file': just('/api/exchange/roads/file?fileName=x.xyz', 'road-file-not-read', {}),
  'PATCH /api/exchange/roads/{id}': at(
    ({ exchange }) => `/api/exchange/roads/${exchange.segment}`,
    'changed-by-another',
    () => ({ closedFrom: null, closedUntil: null, closedWhy: null, revision: 0 }),
  ),
  'DELETE /api/exchange/roads/{id}': at(
    ({ exchange }) => `/api/exchange/roads/${exchange.segment}?revision=0`,
    'changed-by-another',
  ),
  'POST /api/exchange/problem': just('/api/exchange/problem', 'nothing-to-plan', MONTH),
  'GET /api/exchange/plans': just('/api/exchange/plans', 200),
  'GET /api/exchange/plans/{id}': at(({ exchange }) => `/api/exchange/plans/${exchange.plan}`, 200),
  // It goes when it is done: a new one each time.
  'DELETE /api/exchange/plans/{id}': {
    ask: async ({ commune }) => ({ url: `/api/exchange/plans/${await planOf(commune)}` }),
    done: 200,
  },
  'POST /api/exchange/plans': just('/api/exchange/plans', 'nothing-to-plan', { ...MONTH, name: 'X' }),
  'GET /api/health': just('/api/health', 200),
  'GET /api/meta': just('/api/meta', 200),
  // A stream: listened to in a test of its own.
  'GET /api/events': nothing(200),
  'GET /tiles/{layer}.json': just('/tiles/communes.json', 200),
  'GET /tiles/{layer}/{z}/{x}/{y}.mvt': just('/tiles/councils/10/314/484.mvt', 200),
  'GET /api/exports/{layer}.{format}': just('/api/exports/councils.csv', 200),

  'GET /api/councils': at(({ commune }) => `/api/councils?commune=${commune}`, 200),
  'GET /api/councils/areas': at(({ councils }) => `/api/councils/areas?ids=${councils}`, 200),
  'GET /api/councils/{id}': at(({ councils }) => `/api/councils/${councils[0]}`, 200),
  'GET /api/councils/{id}/history': at(({ councils }) => `/api/councils/${councils[0]}/history`, 200),
  'GET /api/communes': just('/api/communes?on=2024-05-01', 200),
  'GET /api/history/days': at(({ commune }) => `/api/history/days?commune=${commune}`, 200),
  'GET /api/communes/{id}': at(({ commune }) => `/api/communes/${commune}`, 200),
  'GET /api/communes/{id}/judgement': at(({ commune }) => `/api/communes/${commune}/judgement`, 200),
  'POST /api/judge': just('/api/judge', 'councils-unknown', { councilIds: [2_000_000_000] }),
  'GET /api/links': just('/api/links', 200),
  'GET /api/links/{id}': at(({ link }) => `/api/links/${link}`, 200),

  'GET /api/bodies': just('/api/bodies', 200),
  'GET /api/bodies/{id}': at(({ body }) => `/api/bodies/${body}`, 200),
  'GET /api/bodies/{id}/judgement': at(({ body }) => `/api/bodies/${body}/judgement`, 200),
  'POST /api/bodies': at(
    () => '/api/bodies',
    'already-a-member',
    ({ commune }) => ({ level: 'city', name: 'X', members: [asMember(commune), asMember(commune)] }),
  ),
  'PATCH /api/bodies/{id}': at(
    ({ body }) => `/api/bodies/${body}`,
    'changed-by-another',
    () => ({ revision: 0, name: 'X', audience: 'public' }),
  ),
  'DELETE /api/bodies/{id}': at(({ body }) => `/api/bodies/${body}?revision=0`, 'changed-by-another'),
  'POST /api/bodies/{id}/members': at(
    ({ body }) => `/api/bodies/${body}/members`,
    'already-a-member',
    ({ commune }) => ({ member: asMember(commune) }),
  ),
  'POST /api/bodies/{id}/members/leave': at(
    ({ body }) => `/api/bodies/${body}/members/leave`,
    'ends-before-it-begins',
    ({ commune }) => ({ member: asMember(commune), from: '2019-12-31' }),
  ),
  'POST /api/bodies/{id}/found': at(
    ({ body }) => `/api/bodies/${body}/found`,
    'not-a-circuit',
    () => ({}),
  ),

  'POST /api/communes': just('/api/communes', 'councils-unknown', { name: 'X', councilIds: [2_000_000_000] }),
  'PATCH /api/communes/{id}': at(
    ({ commune }) => `/api/communes/${commune}`,
    'commune-changed-by-another',
    () => ({ revision: 0, name: 'X', audience: 'public', councilsToo: true }),
  ),
  'POST /api/communes/recompose': just('/api/communes/recompose', 'councils-unknown', {
    communes: [{ name: 'X', councilIds: [2_000_000_000] }],
  }),
  'DELETE /api/communes/{id}': at(
    ({ commune }) => `/api/communes/${commune}?revision=0`,
    'commune-changed-by-another',
  ),
  'GET /api/communes/{id}/founding': at(({ commune }) => `/api/communes/${commune}/founding`, 200),
  'GET /api/communes/{id}/founding-sheet.pdf': at(
    ({ commune }) => `/api/communes/${commune}/founding-sheet.pdf`,
    200,
  ),
  'PUT /api/communes/{id}/founding': at(
    ({ commune }) => `/api/communes/${commune}/founding`,
    'founding-day-impossible',
    () => ({ ...NO_FOUNDING, beganOn: '2999-01-01' }),
  ),
  'POST /api/links': at(
    () => '/api/links',
    'link-in-the-future',
    ({ councils }) => linkBetween(councils, '2999-01-01'),
  ),
  'DELETE /api/links/{id}': at(({ link }) => `/api/links/${link}?revision=0`, 'changed-by-another'),
  'POST /api/changes/{id}/undo': at(({ change }) => `/api/changes/${change}/undo`, 'changed-since'),

  'GET /api/allowed-spaces': just('/api/allowed-spaces', 200),
  'GET /api/allowed-spaces/{id}': at(({ space }) => `/api/allowed-spaces/${space}`, 200),
  'POST /api/allowed-spaces': at(
    () => '/api/allowed-spaces',
    'decided-in-the-future',
    ({ councils }) => overlapOf(councils, '2999-01-01'),
  ),
  'DELETE /api/allowed-spaces/{id}': at(
    ({ space }) => `/api/allowed-spaces/${space}?revision=0`,
    'changed-by-another',
  ),
  'GET /api/land/overlaps': just('/api/land/overlaps', 200),
  'GET /api/land/overlaps/{id}': at(({ overlap }) => `/api/land/overlaps/${overlap}`, 200),
  'PUT /api/land/overlaps/{id}/state': at(
    ({ overlap }) => `/api/land/overlaps/${overlap}/state`,
    'changed-by-another',
    () => ({ state: 'disputed', reason: 'x', revision: 99 }),
  ),
  'GET /api/land/units/{id}/overlaps': at(({ unit }) => `/api/land/units/${unit}/overlaps`, 200),
  'POST /api/drawings': at(
    () => '/api/drawings',
    'effective-in-the-future',
    ({ councils }) => ({
      edits: [],
      attributes: [{ id: String(councils[0]), families: 1 }],
      seen: [{ id: councils[0], revision: 1 }],
      effectiveOn: '2999-01-01',
    }),
  ),

  'GET /api/scenarios': just('/api/scenarios', 200),
  'GET /api/scenarios/{id}': at(({ scenario }) => `/api/scenarios/${scenario}`, 200),
  'POST /api/scenarios': just('/api/scenarios', 'councils-unknown', {
    name: 'X',
    content: composing({ id: null, name: 'X', councilIds: [2_000_000_000] }),
  }),
  'PATCH /api/scenarios/{id}': at(
    ({ scenario }) => `/api/scenarios/${scenario}`,
    'changed-by-another',
    () => ({ revision: 0, name: 'X' }),
  ),
  'POST /api/scenarios/{id}/drop': at(
    ({ scenario }) => `/api/scenarios/${scenario}/drop`,
    'changed-by-another',
    () => ({ revision: 0 }),
  ),
  'POST /api/scenarios/{id}/reopen': at(
    ({ scenario }) => `/api/scenarios/${scenario}/reopen`,
    'changed-by-another',
    () => ({ revision: 0 }),
  ),
  'POST /api/scenarios/{id}/apply': at(
    ({ scenario }) => `/api/scenarios/${scenario}/apply`,
    'changed-by-another',
    () => ({ revision: 0 }),
  ),

  'GET /api/land/cases': at(({ commune }) => `/api/land/cases?commune=${commune}`, 200),
  'GET /api/land/cases/{id}': at((place) => `/api/land/cases/${place.case}`, 200),
  'POST /api/land/cases': at(
    () => '/api/land/cases',
    'procedure-unknown',
    ({ caseUnit }) => ({ unitId: caseUnit, procedure: 'x', title: 'X', beganOn: '2026-01-12' }),
  ),
  'PUT /api/land/cases/{id}': at(
    (place) => `/api/land/cases/${place.case}`,
    'changed-by-another',
    () => ({ revision: 0, title: 'X' }),
  ),
  'DELETE /api/land/cases/{id}': at(
    (place) => `/api/land/cases/${place.case}?revision=0`,
    'changed-by-another',
  ),
  'POST /api/land/cases/{id}/events': at(
    (place) => `/api/land/cases/${place.case}/events`,
    'case-step-unknown',
    () => ({ step: 'x', happenedOn: '2026-01-12', outcome: 'done' }),
  ),
  'PUT /api/land/cases/{id}/events/{event}': at(
    (place) => `/api/land/cases/${place.case}/events/${place.caseEvent}`,
    'changed-by-another',
    () => ({ revision: 0, note: 'X' }),
  ),
  'DELETE /api/land/cases/{id}/events/{event}': at(
    (place) => `/api/land/cases/${place.case}/events/${place.caseEvent}?revision=0`,
    'changed-by-another',
  ),
  'GET /api/land/due': at(({ commune }) => `/api/land/due?commune=${commune}`, 200),
  'GET /api/land/due.ics': just(`/api/land/due.ics?token=${NO_TOKEN}`, 'calendar-feed-not-found'),
  'GET /api/land/units/{id}/use': at(({ caseUnit }) => `/api/land/units/${caseUnit}/use`, 200),
  'POST /api/land/units/{id}/use': at(
    ({ caseUnit }) => `/api/land/units/${caseUnit}/use`,
    'use-in-the-future',
    () => ({ observedOn: '2999-01-01', use: 'idle' }),
  ),
  'PUT /api/land/use/{id}': at(
    ({ use }) => `/api/land/use/${use}`,
    'changed-by-another',
    () => ({ revision: 0, note: 'X' }),
  ),
  'DELETE /api/land/use/{id}': at(({ use }) => `/api/land/use/${use}?revision=0`, 'changed-by-another'),
  'GET /api/land/units/{id}/report.pdf': at(({ unit }) => `/api/land/units/${unit}/report.pdf`, 200),
  'POST /api/land/units/{id}/dossier': at(
    ({ unit }) => `/api/land/units/${unit}/dossier`,
    'known-in-the-future',
    () => ({ for: 'court', known: '2999-01-01T00:00:00Z' }),
  ),
  'GET /api/evidence': at(({ unit }) => `/api/evidence?unit=${unit}`, 200),
  'GET /api/evidence/receipt-key': just('/api/evidence/receipt-key', 200),
  'GET /api/evidence/{id}': at(({ evidence }) => `/api/evidence/${evidence}`, 200),
  'GET /api/evidence/{id}/receipt': at(({ evidence }) => `/api/evidence/${evidence}/receipt`, 200),
  'GET /api/evidence/{id}/copies/{role}': at(
    ({ evidence }) => `/api/evidence/${evidence}/copies/view`,
    'evidence-not-found',
  ),
  'GET /api/evidence/{id}/original': at(({ evidence }) => `/api/evidence/${evidence}/original`, 200),
  'POST /api/evidence/testimonies': at(
    () => '/api/evidence/testimonies',
    'consent-in-the-future',
    ({ land }) => ({ unitId: land.units, alias: 'X', text: 'X', uses: ['committee'], givenOn: '2999-01-01' }),
  ),
  'PATCH /api/evidence/{id}': at(
    ({ evidence }) => `/api/evidence/${evidence}`,
    'changed-by-another',
    () => ({ revision: 0, title: 'X' }),
  ),
  'PUT /api/evidence/{id}/uses': at(
    ({ evidence }) => `/api/evidence/${evidence}/uses`,
    'changed-by-another',
    () => ({ revision: 0, uses: [] }),
  ),
  'POST /api/evidence/uploads': just('/api/evidence/uploads', 'invalid-field'),
  'PATCH /api/evidence/uploads/{upload}': just(`/api/evidence/uploads/${NO_UPLOAD}`, 'upload-not-found'),
  'DELETE /api/evidence/uploads/{upload}': just(`/api/evidence/uploads/${NO_UPLOAD}`, 'upload-not-found'),

  'GET /api/imports': just('/api/imports', 200),
  'POST /api/imports': just('/api/imports', 'file-name-missing', {}),
  'GET /api/imports/{id}': at((place) => `/api/imports/${place.import}`, 200),
  'GET /api/imports/{id}/preview': at((place) => `/api/imports/${place.import}/preview`, 'import-finished'),
  'PATCH /api/imports/{id}': at(
    (place) => `/api/imports/${place.import}`,
    'import-finished',
    () => ({ crs: 'EPSG:4326' }),
  ),
  'POST /api/imports/{id}/save': at((place) => `/api/imports/${place.import}/save`, 'import-finished'),
  'POST /api/imports/{id}/cancel': at((place) => `/api/imports/${place.import}/cancel`, 'import-finished'),
  'POST /api/demonstration': just('/api/demonstration', 'territory-not-empty'),

  'GET /api/land/units': just('/api/land/units', 200),
  'GET /api/land/units/{id}': at(({ land }) => `/api/land/units/${land.units}`, 200),
  'GET /api/land/holdings': at(({ land }) => `/api/land/holdings?unit=${land.units}`, 200),
  'GET /api/land/map': just('/api/land/map?bbox=-180,-90,180,90', 200),
  'GET /api/land/parties': just('/api/land/parties', 200),
  'GET /api/land/sources': just('/api/land/sources', 200),
  'GET /api/land/export/{format}': just('/api/land/export/csv', 200),
  'GET /api/land/reference-areas': just('/api/land/reference-areas', 200),
  'GET /api/land/reference-editions': just('/api/land/reference-editions', 200),
  'POST /api/land/reference-editions/{id}/undo': just(
    '/api/land/reference-editions/1/undo',
    'area-edition-not-found',
  ),
  'POST /api/land/reference-areas': just(
    '/api/land/reference-areas?kind=municipality&source=X&fileName=x.geojson',
    'areas-not-read',
    {},
  ),
  'POST /api/land/public-view': just('/api/land/public-view', 200, {
    geometry: { type: 'Point', coordinates: [-69, 9] },
    audience: 'public',
    placeAudience: 'committee',
    placePrecision: 'cell-10',
  }),
  'POST /api/land/import': just('/api/land/import?fileName=x', 'not-a-land-file', {}),
  'POST /api/land/units': at(
    () => '/api/land/units',
    'until-without-coarseness',
    ({ commune }) => ({
      kind: 'estate',
      name: 'X',
      placePrecision: 'exact',
      placeUntil: '2030-01-01',
      communes: [commune],
    }),
  ),
  'POST /api/land/parties': at(
    () => '/api/land/parties',
    'field-always-seen',
    ({ commune }) => ({
      kind: 'group',
      name: 'X',
      fieldAudiences: { kind: 'committee' },
      communes: [commune],
    }),
  ),
  'POST /api/land/sources': at(
    () => '/api/land/sources',
    'field-always-seen',
    ({ commune }) => ({
      kind: 'press',
      title: 'X',
      fieldAudiences: { kind: 'committee' },
      communes: [commune],
    }),
  ),
  'POST /api/land/units/{id}/extents': at(
    ({ land }) => `/api/land/units/${land.units}/extents`,
    'shape-without-method',
    () => ({ method: 'drawn' }),
  ),
  'POST /api/land/units/{id}/assertions': at(
    ({ land }) => `/api/land/units/${land.units}/assertions`,
    'party-missing',
    ({ land }) => ({ predicate: 'holds', sourceId: land.sources }),
  ),
  ...Object.fromEntries(landQuestions),

  'GET /api/log': at(({ commune }) => `/api/log?subjectKind=commune&subjectId=${commune}`, 200),
  'GET /api/log/head': just('/api/log/head', 200),
  'GET /api/log/verification': just('/api/log/verification', 200),
  'GET /api/changes': just('/api/changes', 200),

  'POST /api/sign-in': {
    ask: () => ({ url: '/api/sign-in', body: { name: `nadie ${Math.random()}`, password: PASSWORD } }),
    done: 'sign-in-failed',
  },
  'POST /api/sign-in/passkey/options': just('/api/sign-in/passkey/options', 200),
  'POST /api/sign-in/passkey': just('/api/sign-in/passkey', 'passkey-refused', { response: {} }),
  'POST /api/invitations/look': just('/api/invitations/look', 'invitation-not-found', { token: NO_TOKEN }),
  'POST /api/accounts': just('/api/accounts', 'invitation-not-found', {
    token: NO_TOKEN,
    name: 'Nadie',
    password: PASSWORD,
  }),
  'GET /api/me': just('/api/me', 200),

  'POST /api/sign-out': just('/api/sign-out', 204),
  'GET /api/me/security': just('/api/me/security', 200),
  'PUT /api/me/password': just('/api/me/password', 'password-wrong', {
    current: 'no es esta',
    next: PASSWORD,
  }),
  'POST /api/me/second-factor': just('/api/me/second-factor', 200),
  'POST /api/me/second-factor/confirm': just('/api/me/second-factor/confirm', 'code-wrong', {
    secret: 'A'.repeat(32),
    code: '000000',
  }),
  'DELETE /api/me/second-factor': just('/api/me/second-factor', 'password-wrong', { password: 'no es esta' }),
  'POST /api/me/recovery-codes': just('/api/me/recovery-codes', 'password-wrong', { password: 'no es esta' }),
  'POST /api/me/passkeys/options': just('/api/me/passkeys/options', 200),
  'POST /api/me/passkeys': just('/api/me/passkeys', 'passkey-not-added', { name: 'X', response: {} }),
  'DELETE /api/me/passkeys/{id}': just('/api/me/passkeys/nada', 'passkey-not-found'),
  'DELETE /api/me/devices/{id}': just('/api/me/devices/nada', 'device-not-found'),
  'DELETE /api/me/devices': just('/api/me/devices', 204),

  'GET /api/me/calendar-feed': just('/api/me/calendar-feed', 200),
  'DELETE /api/me/calendar-feed': just('/api/me/calendar-feed', 'calendar-feed-not-found'),
  'POST /api/me/calendar-feed': just('/api/me/calendar-feed', 200, { withNames: false }),

  'GET /api/accounts': just('/api/accounts', 200),
  'PATCH /api/accounts/{id}': at(
    ({ account }) => `/api/accounts/${account}`,
    'changed-by-another',
    () => ({ revision: 0, disabled: true }),
  ),
  'DELETE /api/accounts/{id}/sessions': at(({ account }) => `/api/accounts/${account}/sessions`, 204),
  'POST /api/accounts/{id}/way-in': at(({ account }) => `/api/accounts/${account}/way-in`, 201),
  'GET /api/invitations': just('/api/invitations', 200),
  'POST /api/invitations': at(
    () => '/api/invitations',
    201,
    ({ grant }) => ({ grants: [grant] }),
  ),
  'DELETE /api/invitations/{id}': {
    ask: async ({ grant }) => {
      const { body } = await t.ask<InvitationMade>('POST', '/api/invitations', { grants: [grant] })
      return { url: `/api/invitations/${body.invitation.id}` }
    },
    done: 204,
  },
}

const asMember = (id: number) => ({ kind: 'commune', id })
const NO_FOUNDING = {
  revision: 0,
  commission: null,
  charter: [],
  debateCalledOn: null,
  votes: [],
  registration: null,
  parliament: null,
}

const linkBetween = ([councilA, councilB]: number[], declaredOn: string) => ({
  councilA,
  councilB,
  kind: 'path',
  declaredBy: 'Asamblea',
  declaredOn,
  reason: 'Camino',
})

const overlapOf = (councilIds: number[], decidedOn: string) => ({
  kind: 'overlap',
  councilIds,
  geometry: square(councilIds[0], 50),
  reason: 'Un parque de los dos',
  decidedBy: 'Asamblea',
  decidedOn,
})

let t: TestApp
let operations: Operation[]
let viewers: KindOfViewer[]
let own: Place
let other: Place

beforeAll(async () => {
  t = await openTestApp()
  await t.app.listen({ port: 0, host: '127.0.0.1' })
  operations = operationsOf(t)
  const { id } = await t.bringIn('cuatro.geojson', rowOfCouncils(['A1', 'A2', 'B1', 'B2', 'C1', 'C2']))
  await made('/api/communes', { name: 'Vecina', councilIds: [5, 6], audience: 'public' })
  own = await place('Comuna A', [1, 2], id)
  other = await place('Comuna B', [3, 4], id)
  viewers = await everyKindOfViewer(t, own.commune)
})
afterAll(() => t?.close())

async function place(name: string, councils: number[], imported: number): Promise<Place> {
  const { record, change } = await made<Changed<Commune>>('/api/communes', { name, councilIds: councils })
  const commune = record.id
  const link = await made<Changed<Link>>('/api/links', linkBetween(councils, '2026-01-10'))
  const { rows } = await sql<{ id: number }>`
    insert into allowed_space (kind, councils, geom, area_m2, reason, decided_by, decided_on)
    values ('overlap', ${councils}::integer[], st_multi(st_setsrid(st_geomfromgeojson(${JSON.stringify(
      square(councils[0], 50),
    )}), 4326)), 1, 'Un parque', 'Asamblea', '2026-01-10') returning id`.execute(t.database.db)
  // Without another step after it, undoing would be done.
  const renamed = await t.ask('PATCH', `/api/communes/${commune}`, { revision: 1, name: `${name} Nueva` })
  expect(renamed.status).toBe(200)
  const hidden = await t.ask('PATCH', `/api/communes/${commune}`, {
    revision: 2,
    audience: 'scope',
    councilsToo: true,
  })
  expect(hidden.status).toBe(200)
  const city = await made<Changed<Body>>('/api/bodies', {
    level: 'city',
    name: `Ciudad de ${name}`,
    audience: 'scope',
    members: [asMember(commune)],
    from: '2020-01-01',
  })
  const scenario = await made<Scenario>('/api/scenarios', {
    name: `Sin ${name}`,
    content: composing({ id: commune, revision: 3, name, councilIds: [] }),
  })
  const land = landWriter(t)
  const shared = { audience: 'scope', communes: [commune] }
  const unit = (await land.unit({ ...shared, name: `Tierra de ${name}` })).record.id
  const source = (await land.source('Acta', shared)).record.id
  const landOf = {
    units: unit,
    sources: source,
    parties: (await land.party('Asamblea', shared)).record.id,
    extents: (await land.extent(unit, { audience: 'scope' })).record.id,
    assertions: (await land.assertion(unit, { predicate: 'other', sourceId: source, audience: 'scope' }))
      .record.id,
  }
  const scoped = { audience: 'scope' }
  const caseUnit = unit
  const opened = await made<Changed<Case>>('/api/land/cases', {
    unitId: caseUnit,
    procedure: 've-idle-estate',
    title: 'Rescate',
    beganOn: '2026-01-12',
    ...scoped,
  })
  const told = await made<Changed<Case>>(`/api/land/cases/${opened.record.id}/events`, {
    step: 'summons',
    happenedOn: '2026-02-05',
    outcome: 'done',
    ...scoped,
  })
  const use = await made<Changed<Use>>(`/api/land/units/${caseUnit}/use`, {
    observedOn: '2026-01-12',
    use: 'idle',
    ...scoped,
  })
  const claimed: Partial<UnitRecord> = { audience: 'scope', placeAudience: 'scope', communes: [commune] }
  const box: Box = [1000 * commune, 0, 100, 100]
  const { unit: fundo } = await writeClaim(t.database, `Fundo de ${name}`, box, claimed)
  await writeClaim(t.database, `Vecino de ${name}`, box, claimed)
  const overlaps = await t.ask<{ items: { id: number }[] }>('GET', `/api/land/units/${fundo}/overlaps`)
  const testimony = await made<Evidence>('/api/evidence/testimonies', {
    unitId: fundo,
    alias: 'X',
    text: `Lo que pasó en ${name}`,
    uses: ['committee'],
  })
  const grant: Grant = { role: 'observer', scope: { kind: 'commune', id: commune } }
  const { accountId } = await t.signIn([grant], `observer of ${name}`)
  return {
    commune,
    councils,
    link: link.record.id,
    space: rows[0].id,
    overlap: overlaps.body.items[0].id,
    unit: fundo,
    body: city.record.id,
    change: change.id,
    import: imported,
    scenario: scenario.id,
    land: landOf,
    caseUnit,
    case: opened.record.id,
    caseEvent: told.record.events[0].id,
    use: use.record.id,
    evidence: testimony.id,
    exchange: await exchangeOf(commune),
    account: accountId,
    grant,
  }
}

async function exchangeOf(commune: number): Promise<Place['exchange']> {
  const { items } = (await t.ask<CommuneList>('GET', '/api/communes')).body
  const neighbour = items.find(({ name }) => name === 'Vecina')!.id
  const added = async (url: string, body: object) =>
    (await made<{ record: { id: number } }>(url, body)).record.id
  const flow = await added('/api/exchange/flows', flowOf(commune, neighbour))
  const road = {
    coordinates: [
      [commune, 0],
      [commune + 0.1, 0],
    ],
  }
  const corridor = await added('/api/corridors', axisOf(commune))
  return {
    neighbour,
    flow,
    corridor,
    run: await runOf(corridor, [commune, neighbour], flow),
    producer: await added('/api/exchange/producers', producerOf(commune)),
    measure: await added('/api/exchange/units', measureOf(commune)),
    quantity: await added('/api/exchange/quantities', quantityOf(commune)),
    delivery: await added(`/api/exchange/flows/${flow}/deliveries`, DELIVERY),
    plan: await planOf(commune),
    segment: (await made<{ id: number }>('/api/exchange/roads', road)).id,
  }
}

/** Straight into the database: what is tried here is who may see, change and tell it, not how it is made. */
async function runOf(corridor: number, communes: number[], flow: number): Promise<number> {
  const { rows } = await sql<{ id: number }>`
    insert into truck_run (corridor_id, day, name, capacity_kg, home, first_way, communes, line_km, loads, audience)
    values (${corridor}, '2026-02-01', 'X', 1000, ${communes[0]}, 'on', ${communes}::integer[], '{0,1}',
      ${JSON.stringify([{ flowId: flow, kg: 1 }])}::jsonb, 'scope')
    returning id`.execute(t.database.db)
  return rows[0].id
}

/** Straight into the database: what is tried here is who may see and discard it, not how it is made. */
async function planOf(commune: number): Promise<number> {
  const { rows } = await sql<{ id: number }>`
    insert into exchange_plan (name, first_month, last_month, options, input_hash, solver, outcome, communes, audience)
    values ('X', '2026-01', '2026-01', '{}', ${'0'.repeat(64)}, 'x', '{}', ${[commune]}::integer[], 'scope')
    returning id`.execute(t.database.db)
  return rows[0].id
}

async function made<T>(url: string, body: object): Promise<T> {
  const answer = await t.ask<T>('POST', url, body)
  expect(answer).toMatchObject({ status: 201 })
  return answer.body
}

/** One for each viewer: nobody, account, five over everything, five over A. */
const cellsOf = (line: string): string[] => [...line.replaceAll(' ', '')]

/** What the table says of one question. @returns null where it is to be done */
function refusal(cell: string, mine: boolean, { name }: KindOfViewer): 401 | 403 | 404 | null {
  if (cell === '●' || (mine && '○◌'.includes(cell))) return null
  if (cell === '◍') return mine ? 403 : 404
  if (cell === '?' || cell === '◌') return 404
  return name === 'nobody' ? 401 : 403
}

const REFUSALS: Record<number, RegExp> = {
  401: /^sign-in-needed$/,
  403: /^not-allowed$/,
  404: /^(council|commune|body|link|space|overlap|change|scenario|account|invitation|land-(unit|extent|source|case|event|use)|party|assertion|evidence|exchange-record)-not-found$/,
}

/** All that a refused request could have changed. */
async function state(): Promise<string> {
  const { rows: tables } = await sql<{ name: string }>`
    select quote_ident(table_name) as name from information_schema.tables where table_schema = 'public'
      and table_type = 'BASE TABLE' and table_name not in ('spatial_ref_sys', 'commune_outline') order by 1`.execute(
    t.database.db,
  )
  const sums = tables.map(
    ({ name }) => `(select md5(coalesce(string_agg(r::text, '|' order by r::text), '')) from ${name} r)`,
  )
  const { rows } = await sql<{ state: string }>`select ${sql.raw(sums.join(" || ' ' || "))} as state`.execute(
    t.database.db,
  )
  return rows[0].state
}

let address = 0

/** The reason of a refusal, or the status of what is none. */
async function outcome({ method }: Operation, { url, body }: Asking, cookie: string) {
  const { statusCode, body: text } = await t.app.inject({
    method,
    url,
    remoteAddress: `10.88.${++address >> 8}.${address & 255}`,
    headers: { cookie },
    ...(body && { payload: body }),
  })
  const reason = /"type":"urn:toparquia:problem:([^"]+)"/.exec(text)?.[1]
  return { status: statusCode, reason: reason ?? statusCode }
}

/** Signing out ends the session that it is asked with. */
const freshCookie = async ({ accountId, cookie }: KindOfViewer) =>
  accountId === null ? cookie : `${SESSION_COOKIE}=${await openSession(t.database.db, accountId, 'test')}`

describe(`${engine}: who may do what`, () => {
  test('is said of every operation that there is, and of no other', () => {
    const names = operations.map(({ name }) => name).sort()
    expect(Object.keys(TABLE).sort()).toEqual(names)
    expect(Object.keys(QUESTIONS).sort()).toEqual(names)
    for (const [name, line] of Object.entries(TABLE)) expect([name, cellsOf(line).length]).toEqual([name, 12])
  })

  test('is said of every route: the document holds all of them but itself', () => {
    const routes = routesOf(t).filter((route) => /^\w+ \/(api|tiles)\b/.test(route))
    const documented = operations.map(({ name }) => name.replaceAll(/\{(\w+)\}/g, ':$1'))
    expect(routes.sort()).toEqual([...documented, 'GET /api/openapi.json'].sort())
  })

  test.each(Object.keys(TABLE))('%s', async (name) => {
    const operation = operations.find((one) => one.name === name)!
    if (name === 'GET /api/events') return listen()
    const { ask, done } = QUESTIONS[name]
    const cells = cellsOf(TABLE[name])
    const all = viewers.flatMap((viewer, i) =>
      [own, other].map((place) => ({ viewer, place, refused: refusal(cells[i], place === own, viewer) })),
    )
    const asked: [string, unknown][] = []
    const expected: [string, unknown][] = []
    const carryOut = async ({ viewer, place, refused }: (typeof all)[number], asking: Asking) => {
      const cookie = name === 'POST /api/sign-out' ? await freshCookie(viewer) : viewer.cookie
      const came = await outcome(operation, asking, cookie)
      const who = `${viewer.name}, ${place === own ? 'own' : 'other'}`
      expected.push([who, refused ?? done])
      const asExpected =
        refused !== null && came.status === refused && REFUSALS[refused].test(String(came.reason))
      asked.push([who, asExpected ? refused : came.reason])
    }
    // Guesses at one's own password are slowed down after a few.
    await t.database.db.deleteFrom('sign_in_failure').execute()
    const refused = all.filter((one) => one.refused !== null)
    const askings = await Promise.all(refused.map(({ place, viewer }) => ask(place, viewer)))
    const before = await state()
    for (const [i, one] of refused.entries()) await carryOut(one, askings[i])
    expect(await state(), 'a refused request changed something').toBe(before)
    for (const one of all.filter((one) => one.refused === null))
      await carryOut(one, await ask(one.place, one.viewer))
    expect(asked).toEqual(expected)
  })
})

async function listen(): Promise<void> {
  const origin = `http://127.0.0.1:${(t.app.server.address() as AddressInfo).port}`
  for (const { cookie } of viewers) {
    const window = await openWindow(origin, cookie ? { cookie } : {})
    expect(window.status).toBe(200)
    window.leave()
  }
}

/** `GET /api/communes/:id`, as the router knows them, without what comes by itself. */
function routesOf({ app }: TestApp): string[] {
  const path: string[] = []
  return app
    .printRoutes({ commonPrefix: false, includeHooks: false })
    .split('\n')
    .flatMap((line) => {
      const [, indent, part, methods] = /^([│ ]*)[├└]── (.*?)(?: \(([A-Z, ]+)\))?$/.exec(line) ?? []
      if (part === undefined) return []
      const depth = indent.length / 4
      path.splice(depth, path.length, part)
      return (methods ?? '')
        .split(', ')
        .filter((method) => method !== '' && method !== 'HEAD')
        .map((method) => `${method} ${path.join('')}`)
    })
}
