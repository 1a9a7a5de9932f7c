// Reads a label with the camera, where the browser itself can read codes. Without it the number is typed, or a scanner types it.
"use strict";

const start = document.querySelector("[data-read-label]");
const picture = document.querySelector("[data-label-picture]");
const field = document.querySelector("#scan");

async function look() {
  const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
  const end = () => {
    for (const track of stream.getTracks()) track.stop();
    picture.hidden = true;
    start.hidden = false;
  };
  picture.srcObject = stream;
  picture.hidden = false;
  start.hidden = true;
  await picture.play();
  const reader = new BarcodeDetector({ formats: ["qr_code", "code_128"] });
  while (stream.active) {
    const found = await reader.detect(picture);
    if (found.length) {
      field.value = found[0].rawValue;
      end();
      field.form.requestSubmit();
      return;
    }
    await new Promise((again) => requestAnimationFrame(again));
  }
}

if (start && field && "BarcodeDetector" in window && navigator.mediaDevices) {
  start.hidden = false;
  start.addEventListener("click", () => {
    look().catch(() => {
      start.hidden = true;
      picture.hidden = true;
      document.querySelector("[data-no-camera]").hidden = false;
      field.focus();
    });
  });
}
