// Before anything is painted: the theme that this visitor chose.
"use strict";
try {
  const chosen = localStorage.getItem("followup-theme");
  if (chosen === "light" || chosen === "dark") document.documentElement.dataset.theme = chosen;
} catch {
  // No storage: the system's theme it is.
}
