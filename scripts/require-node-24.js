// Loaded before every program (`node --import`): plain JavaScript, so that an older Node can read it and say why not.
const major = Number(process.versions.node.split('.')[0])
if (major < 24) {
  process.stderr.write(
    `Toparquía needs Node 24 or later; this is ${process.version} (${process.execPath}).\n` +
      'On Linux `npm ci` brings it along: start with `npm start`, `npm test` or `npm run -s cli --`.\n' +
      'Elsewhere install it from https://nodejs.org/.\n',
  )
  process.exit(2)
}
