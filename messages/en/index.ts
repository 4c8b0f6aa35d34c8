import accountScreens from './account-screens.json' with { type: 'json' }
import accounts from './accounts.json' with { type: 'json' }
import backup from './backup.json' with { type: 'json' }
import claim from './claim.json' with { type: 'json' }
import commandLine from './command-line.json' with { type: 'json' }
import demonstration from './demonstration.json' with { type: 'json' }
import dossier from './dossier.json' with { type: 'json' }
import drawing from './drawing.json' with { type: 'json' }
import evidence from './evidence.json' with { type: 'json' }
import exchange from './exchange.json' with { type: 'json' }
import exchangePlan from './exchange-plan.json' with { type: 'json' }
import exchangeScreen from './exchange-screen.json' with { type: 'json' }
import fieldSight from './field-sight.json' with { type: 'json' }
import flowMap from './flow-map.json' with { type: 'json' }
import founding from './founding.json' with { type: 'json' }
import history from './history.json' with { type: 'json' }
import importScreen from './import-screen.json' with { type: 'json' }
import imports from './imports.json' with { type: 'json' }
import interfaceTexts from './interface.json' with { type: 'json' }
import land from './land.json' with { type: 'json' }
import landScreen from './land-screen.json' with { type: 'json' }
import law from './law.json' with { type: 'json' }
import levels from './levels.json' with { type: 'json' }
import levers from './levers.json' with { type: 'json' }
import log from './log.json' with { type: 'json' }
import mending from './mending.json' with { type: 'json' }
import overlaps from './overlaps.json' with { type: 'json' }
import problems from './problems.json' with { type: 'json' }
import procedures from './procedures.json' with { type: 'json' }
import products from './products.json' with { type: 'json' }
import quantities from './quantities.json' with { type: 'json' }
import referenceAreas from './reference-areas.json' with { type: 'json' }
import roadFiles from './road-files.json' with { type: 'json' }
import roads from './roads.json' with { type: 'json' }
import scenarioDrawing from './scenario-drawing.json' with { type: 'json' }
import scenarios from './scenarios.json' with { type: 'json' }
import security from './security.json' with { type: 'json' }
import stretches from './stretches.json' with { type: 'json' }
import suggest from './suggest.json' with { type: 'json' }
import truckRuns from './truck-runs.json' with { type: 'json' }
import verdict from './verdict.json' with { type: 'json' }
import whatIf from './what-if.json' with { type: 'json' }
import wideSheet from './wide-sheet.json' with { type: 'json' }

export default {
  ...accountScreens,
  ...accounts,
  ...backup,
  ...claim,
  ...commandLine,
  ...demonstration,
  ...dossier,
  ...drawing,
  ...exchange,
  ...exchangeScreen,
  ...evidence,
  ...exchangePlan,
  ...fieldSight,
  ...flowMap,
  ...founding,
  ...history,
  ...importScreen,
  ...imports,
  ...interfaceTexts,
  ...landScreen,
  ...land,
  ...law,
  ...levels,
  ...levers,
  ...log,
  ...mending,
  ...overlaps,
  ...problems,
  ...products,
  ...referenceAreas,
  ...quantities,
  ...roadFiles,
  ...roads,
  ...procedures,
  ...scenarioDrawing,
  ...scenarios,
  ...security,
  ...stretches,
  ...suggest,
  ...truckRuns,
  ...verdict,
  ...whatIf,
  ...wideSheet,
}
