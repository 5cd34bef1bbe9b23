// Runs in the page, before any script of it: notes when each committed step arrives on the WebSocket, and when a frame has been drawn
// that shows it. `benchUi.begin()` starts noting, `benchUi.end()` gives what was noted.
(() => {
  let steps = null;
  let longTasks = [];
  /** By batch: what has arrived and is not to be seen yet. */
  const unseen = new Map();
  let isLooking = false;

  globalThis.WebSocket = class extends WebSocket {
    constructor(url, protocols) {
      super(url, protocols);
      this.addEventListener('message', ({ data }) => {
        if (steps !== null && typeof data === 'string' && data.includes('"kind":"ended"')) note(data);
      });
    }
  };
  new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries()) longTasks.push({ atMs: startTime, ms: duration });
  }).observe({ type: 'longtask' });

  globalThis.benchUi = {
    begin() {
      steps = [];
      longTasks = [];
      unseen.clear();
    },
    end() {
      const noted = { steps, longTasks };
      steps = null;
      return noted;
    },
  };

  function note(text) {
    const atMs = performance.now();
    const [name, payload] = JSON.parse(text.slice(text.indexOf('[')));
    const events = name === 'step_progress' ? [payload].flat() : [];
    for (const { kind, batchId, executionId, seq, step } of events) {
      if (kind !== 'ended') continue;
      const endedMs = step.measurements.find(({ name }) => name === 'machineMs')?.value;
      if (endedMs === undefined) continue;
      const noted = { batchId, executionId, seq, endedMs, name: step.name, count: step.index + 1, atMs, shownMs: null };
      steps.push(noted);
      // What belongs to a unit before can be seen no more.
      const waiting = (unseen.get(batchId) ?? []).filter((other) => other.executionId === executionId);
      unseen.set(batchId, [...waiting, noted]);
    }
    look();
  }

  // A timer set in the animation callback runs after the frame it belongs to.
  function look() {
    if (isLooking) return;
    isLooking = true;
    requestAnimationFrame(() => setTimeout(lookNow));
  }

  function lookNow() {
    isLooking = false;
    const nowMs = performance.now();
    for (const [batchId, waiting] of unseen) {
      const left = waiting.filter((step) => !isShown(step));
      for (const step of waiting) if (!left.includes(step)) step.shownMs = nowMs;
      unseen.set(batchId, left);
      if (left.length > 0) look();
    }
  }

  /** A bare page has written it at once. On a page of many batches the bar counts; on that of one its row tells. */
  function isShown({ batchId, name, count }) {
    if (document.documentElement.dataset.bare) return true;
    const row = document.querySelector(`[data-testid="step-${name}"]`);
    if (row) return row.dataset.status !== 'running' && row.dataset.status !== 'pending';
    const bar = document.querySelector(`[data-testid="batch-${batchId}"] progress`);
    return bar === null || bar.value >= count;
  }
})();
