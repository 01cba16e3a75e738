import { askIfAny } from './ask.ts'
import { type Choices, chosenDates, readChoices } from './choices.ts'
import { fillControls, fillKeys, onChoice } from './controls.ts'
import { joinAnswers, keysOf, type MetricAnswer } from './distribution.ts'
import { get } from './elements.ts'
import { type Answered, showPicture } from './picture.ts'
import { metricPaths } from './requests.ts'
import { readView, type View, viewSearch } from './view.ts'
import { ASKING, EMPTY, failureWords, Refusal, SLOW } from './words.ts'

const ASKING_AFTER_MS = 300
const SLOW_AFTER_MS = 4000
const AGAIN_AFTER_MS = 5000

const message = get('#message')
const picture = get('#picture')
let current = new AbortController()

onChoice((change) => {
  const view = { ...readView(location.search), ...change }
  history.pushState(null, '', viewSearch(view))
  void show(view)
})
addEventListener('popstate', () => void show(readView(location.search)))
void show(readView(location.search))

/** Asks for all that a view shows and shows it, unless another is wanted meanwhile. */
async function show(wanted: View): Promise<void> {
  current.abort()
  current = new AbortController()
  const { signal } = current
  const stopWaiting = sayThatItTakes(signal)
  try {
    await answer(wanted, signal)
  } catch (error) {
    if (signal.aborted) return
    // what was left open has been chosen meanwhile
    say(failureWords(error, readView(location.search)), true)
    if (error instanceof Refusal && error.status === 503) showAgain(wanted, signal)
  } finally {
    stopWaiting()
  }
}

function showAgain(wanted: View, signal: AbortSignal): void {
  setTimeout(() => signal.aborted || show(wanted), AGAIN_AFTER_MS)
}

async function answer(wanted: View, signal: AbortSignal): Promise<void> {
  const choices = await readChoices(wanted, signal)
  if (choices === undefined) {
    say(EMPTY, true)
    return showAgain(wanted, signal)
  }
  const { view } = choices
  history.replaceState(null, '', viewSearch(view))
  document.title = `${view.metric || 'Telemetry aggregates'} · ${view.channel} ${view.version}`
  fillControls(choices)
  if (!choices.isPublic) throw new Refusal(403, location.pathname)
  const asked = [...new Set([view.version, view.against])].filter((version) => version !== '')
  const answers = await Promise.all(asked.map((version) => answerOf(version, choices, signal)))
  const found = answers.filter((one) => one !== undefined)
  if (signal.aborted) return
  if (found.length === 0) throw new Refusal(404, location.pathname)
  fillKeys(view, keysOf(found.flatMap(({ answer: { data } }) => data)))
  const missing = asked.filter((version) => !found.some((one) => one.version === version))
  say(missing.length === 0 ? '' : `Version ${missing.join()} has nothing of this.`, false)
  showPicture(view, found, (lines) => history.replaceState(null, '', viewSearch({ ...view, lines })))
}

async function answerOf(version: string, { view, dates }: Choices, signal: AbortSignal): Promise<Answered | undefined> {
  const paths = metricPaths(view, version, chosenDates(view, version, dates))
  const parts = await Promise.all(paths.map((path) => askIfAny<MetricAnswer>(path, signal)))
  const found = joinAnswers(parts.filter((part) => part !== undefined))
  const isKnown = view.key === undefined || found?.data.some(({ label }) => label === view.key)
  return found && isKnown ? { version, answer: found, paths } : undefined
}

/** @param isAll whether there is nothing else to see */
function say(text: string, isAll: boolean): void {
  message.textContent = text
  picture.hidden = isAll
}

/** Words for those who wait; the last picture stays, dimmed. */
function sayThatItTakes(signal: AbortSignal): () => void {
  picture.setAttribute('aria-busy', 'true')
  const timers = [
    setTimeout(say, ASKING_AFTER_MS, ASKING, picture.hidden),
    setTimeout(say, SLOW_AFTER_MS, SLOW, picture.hidden),
  ]
  return () => {
    for (const timer of timers) clearTimeout(timer)
    if (!signal.aborted) picture.removeAttribute('aria-busy')
  }
}
