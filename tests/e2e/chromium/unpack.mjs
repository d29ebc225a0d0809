// Unpacks the package's Chromium into the temporary folder that the environment names, and prints where it is.
import chromium from "@sparticuz/chromium"

console.log(await chromium.executablePath())
