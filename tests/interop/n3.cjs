// Reads a Turtle file with N3.js and writes what it read as N-Triples: node n3.cjs MODULE FILE
const fs = require("fs");
const { StreamParser, StreamWriter } = require(process.argv[2]);

const parser = new StreamParser({ format: "text/turtle" });
parser.on("error", (error) => {
  console.error(error.message);
  process.exit(1);
});
fs.createReadStream(process.argv[3])
  .pipe(parser)
  .pipe(new StreamWriter({ format: "application/n-triples" }))
  .pipe(process.stdout);
