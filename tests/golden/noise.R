# Goldens for tests/estimate/test_noise.py: R 4.2.2, package survey 4.1-1 (calibrate needs MASS).
# Raking begins with the base weights of noise.csv, as the stage weight gave them to the people of parents.csv.
# Run in this folder: Rscript noise.R > noise_r.csv
suppressMessages(library(survey))
p <- read.csv("parents.csv", colClasses = "character", na.strings = "")
p <- merge(p, read.csv("noise.csv", colClasses = c(respondent = "character")), by = "respondent", sort = TRUE)
p$sex <- factor(ifelse(p$geschlecht %in% c("w", "m"), p$geschlecht, "-"), c("w", "m", "-"))
p$age <- factor(c(u3 = "low", u6 = "low", u10 = "u10", u14 = "high", u18 = "high")[p$alterj], c("low", "u10", "high"))
p$scale <- suppressWarnings(as.numeric(p$K1_a))
n <- nrow(p); rest <- sum(p$base[p$sex == "-"])
wanted <- c("(Intercept)" = n, sexm = .12 * (n - rest), "sex-" = rest, ageu10 = .25 * n, agehigh = .35 * n)
raked <- calibrate(svydesign(ids = ~1, weights = ~base, data = p), ~sex + age, wanted, calfun = "raking",
                   maxit = 500, epsilon = 1e-12)
out <- function(key, value) cat(key, ",", format(value, digits = 15), "\n", sep = "")
cat("key,value\n")
for (i in seq(1, n, by = 7)) out(paste0("weight/", p$respondent[i]), weights(raked)[i])
for (group in c("alle", "vaeter")) for (code in 1:4) {
  own <- if (group == "alle") raked else subset(raked, sex == "m")
  m <- svymean(~I(scale == code), own, na.rm = TRUE)
  out(paste0("K1_a/", code, "/", group, "/share"), coef(m)[2]); out(paste0("K1_a/", code, "/", group, "/se"), SE(m)[2])
}
