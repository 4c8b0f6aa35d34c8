/** `npm run -s cli -- …`: the program without a screen. */
import { chooseLocale, translate } from '../../messages/index.ts'
import { dropSecondFactorsFromConsole, inviteFromConsole } from './account.ts'
import { backup } from './backup.ts'
import { dossierMake } from './dossier-make.ts'
import { dossierKeyShown, dossierVerify } from './dossier-verify.ts'
import { exchangePlan } from './exchange-plan.ts'
import { exportLayer } from './export-layer.ts'
import { wantedLanguage } from './flags.ts'
import { importFile } from './import-file.ts'
import { logShow, logVerify } from './log.ts'
import { move } from './move.ts'
import { CommandEnded, DONE, FAILED } from './outcome.ts'
import { endQuietlyWhenNobodyReads, remark, writeOut } from './output.ts'
import { restore } from './restore.ts'
import { territoryCheck } from './territory-check.ts'

const args = process.argv.slice(2)
const { env } = process
const locale = chooseLocale(wantedLanguage(args) ?? (env.LC_ALL || env.LC_MESSAGES || env.LANG))

const COMMANDS = [
  { words: ['territory', 'check'], help: 'cli.help-check', run: territoryCheck },
  { words: ['exchange', 'plan'], help: 'cli.help-exchange-plan', run: exchangePlan },
  { words: ['import'], help: 'cli.help-import', run: importFile },
  { words: ['export'], help: 'cli.help-export', run: exportLayer },
  { words: ['backup'], help: 'cli.help-backup', run: backup },
  { words: ['restore'], help: 'cli.help-restore', run: restore },
  { words: ['move'], help: 'cli.help-move', run: move },
  { words: ['log', 'verify'], help: 'cli.help-log-verify', run: logVerify },
  { words: ['log', 'show'], help: 'cli.help-log-show', run: logShow },
  { words: ['dossier', 'make'], help: 'cli.help-dossier-make', run: dossierMake },
  { words: ['dossier', 'verify'], help: 'cli.help-dossier-verify', run: dossierVerify },
  { words: ['dossier', 'key'], help: 'cli.help-dossier-key', run: dossierKeyShown },
  { words: ['account', 'invite'], help: 'cli.help-account', run: inviteFromConsole },
  { words: ['account', 'drop-second-factors'], help: 'cli.help-account', run: dropSecondFactorsFromConsole },
] as const

async function run(): Promise<void> {
  const command = COMMANDS.find(({ words }) => words.every((word, i) => args[i] === word))
  const wantsHelp = args.includes('--help') || args.includes('-h')
  if (wantsHelp || args.length === 0)
    return writeOut(`${translate(locale, command?.help ?? 'cli.help', {})}\n`)
  if (!command) throw new CommandEnded(translate(locale, 'cli.unknown-command', { command: args.join(' ') }))
  await command.run(args.slice(command.words.length), locale)
}

endQuietlyWhenNobodyReads()
try {
  await run()
  process.exitCode = DONE
} catch (error) {
  const known = error instanceof CommandEnded
  const why = error instanceof Error ? error.message : String(error)
  remark(known ? why : translate(locale, 'cli.defect', { why }))
  process.exitCode = known ? error.exitCode : FAILED
}
