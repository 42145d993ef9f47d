import{Panel as e}from"./panel.js";new e(document.getElementById("panel"));
