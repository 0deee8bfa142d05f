// Finds a module beside this file or in SEATDECK_NODE_MODULES.
const path = require("path");

module.exports = (name) => {
  const modules = process.env.SEATDECK_NODE_MODULES || path.join(__dirname, "node_modules");
  return require(path.join(modules, name));
};
