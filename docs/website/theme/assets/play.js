// Makes a player of each still of a recording: recordings/NAME.svg plays recordings/NAME.cast.
// The first one plays by itself where motion is welcome, the others when they are asked to.
"use strict";

const still = matchMedia("(prefers-reduced-motion: reduce)");

function play(box, image) {
  const at = document.createElement("div");
  image.hidden = true;
  box.append(at);
  box.querySelector("button").remove();
  const options = { autoPlay: true, fit: "width", idleTimeLimit: 3, controls: true, theme: "asciinema" };
  window.AsciinemaPlayer.create(image.src.replace(/\.svg$/, ".cast"), at, options);
}

document.querySelectorAll('img[src*="recordings/"]').forEach((image, place) => {
  const box = document.createElement("div");
  box.className = "play";
  const paragraph = image.closest("p");
  const button = document.createElement("button");
  button.type = "button";
  const words = document.createElement("span");
  words.textContent = "▶ Play";
  button.append(words);
  button.setAttribute("aria-label", `Play: ${image.alt}`);
  button.addEventListener("click", () => {
    play(box, image);
    box.querySelector(".ap-player, .ap-wrapper")?.focus();
  });
  paragraph.replaceWith(box);
  box.append(image, button);
  if (place === 0 && !still.matches) play(box, image);
});
