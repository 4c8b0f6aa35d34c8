/** The process in which one file is looked into: what it holds can stop or kill nobody else. */

import { examineDocument } from './document.ts'
import type { Examined, ExamineJob } from './examine.ts'
import { examinePhoto } from './photo.ts'
import { examineTrack } from './track.ts'
import { examineVideo } from './video.ts'

const tell = (known: Examined) => process.send!(known)

process.once('message', async (job: ExamineJob) => {
  let outcome: Examined
  try {
    outcome = await look(job)
  } catch {
    outcome = { why: 'not-readable' }
  }
  process.send!(outcome, () => process.exit())
})

function look(job: ExamineJob): Promise<Examined> | Examined {
  switch (job.mediaType) {
    case 'text/plain':
      return { capture: null, copies: [] }
    case 'application/octet-stream':
      return { why: 'unknown-type' }
    case 'video/mp4':
    case 'video/quicktime':
      return examineVideo(job, tell)
    case 'application/gpx+xml':
    case 'application/vnd.google-earth.kml+xml':
    case 'application/geo+json':
      return examineTrack(job.path, job.mediaType)
    default:
      return job.mediaType.startsWith('image/') ? examinePhoto(job) : examineDocument(job.path, job.mediaType)
  }
}
