// A photograph is shrunk before it is sent, and shown. Without this the whole file is sent and shrunk there.
"use strict";

for (const input of document.querySelectorAll("input[type=file][data-longest]")) {
  const form = input.form;
  const seen = form.querySelector("[data-seen]");
  const words = form.querySelector("[data-seen-words]");
  const longest = Number(input.dataset.longest);

  input.addEventListener("change", async () => {
    const file = input.files[0];
    seen.hidden = true;
    if (!file || !file.type.startsWith("image/")) return;
    const canvas = await drawn(file).catch(() => null); // a file no browser opens is judged by the server
    if (!canvas || input.files[0] !== file) return;
    show(canvas);
    const small = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.85));
    if (!small || small.size >= file.size || input.files[0] !== file) return;
    const held = new DataTransfer();
    held.items.add(new File([small], file.name.replace(/\.[^.]*$/, "") + ".jpg", { type: "image/jpeg" }));
    input.files = held.files;
  });

  async function drawn(file) {
    const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, longest / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(picture.width * scale);
    canvas.height = Math.round(picture.height * scale);
    const pen = canvas.getContext("2d");
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
    picture.close();
    return canvas;
  }

  function show(canvas) {
    const scale = Math.min(1, 320 / canvas.width);
    const small = document.createElement("canvas");
    small.width = Math.round(canvas.width * scale);
    small.height = Math.round(canvas.height * scale);
    small.getContext("2d").drawImage(canvas, 0, 0, small.width, small.height);
    seen.querySelector("img").src = small.toDataURL("image/jpeg", 0.7);
    words.textContent = words.dataset.seenWords;
    seen.hidden = false;
  }
}
