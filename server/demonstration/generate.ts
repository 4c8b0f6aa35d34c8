/** Writes territory.json anew: `node server/demonstration/generate.ts`. The same every time; a test compares. */
import { writeFileSync } from 'node:fs'
import { drawDemonstration } from '../../domain/demonstration/territory.ts'
import { encodeTerritory, territoryText } from './encoding.ts'

const file = new URL('./territory.json', import.meta.url)
const text = territoryText(encodeTerritory(drawDemonstration()))
writeFileSync(file, text)
console.log(`${file.pathname}: ${Math.round(text.length / 1024)} kB`)
