// Runs in the page, before any script of it: notes when each committed step arrives on the WebSocket, and when the frame after it is drawn.
// `benchFrames(count)` gives what was noted, once so many steps have arrived and been drawn.
(() => {
  const IS_ENDED_STEP = '"kind":"ended"';
  const frames = [];
  const drawn = [];

  globalThis.WebSocket = class extends WebSocket {
    constructor(url, protocols) {
      super(url, protocols);
      this.addEventListener('message', ({ data }) => {
        if (typeof data === 'string' && data.includes(IS_ENDED_STEP)) note(data);
      });
    }
  };

  globalThis.benchFrames = async (count) => {
    while (frames.length < count) await nextFrame();
    await Promise.all(drawn);
    return frames;
  };

  function note(text) {
    const frame = { text, atMs: performance.now(), drawnMs: 0 };
    frames.push(frame);
    drawn.push(
      nextFrame().then(() => {
        frame.drawnMs = performance.now();
      }),
    );
  }

  // A timer set in the animation callback runs after the frame it belongs to.
  function nextFrame() {
    return new Promise((resolve) => {
      requestAnimationFrame(() => setTimeout(resolve));
    });
  }
})();
