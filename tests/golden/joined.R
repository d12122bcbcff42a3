# Goldens for tests/estimate/test_joined_margins.py: R 4.2.2, package survey 4.1-1.
# A margin whose categories join answer codes is one of a recoded variable.
# Run in this folder: Rscript joined.R > joined_r.csv
suppressMessages(library(survey))
p <- read.csv("parents.csv", colClasses = "character", na.strings = "")
p$sex <- ifelse(p$geschlecht %in% c("w", "m"), p$geschlecht, "-")
p$age <- c(u3 = "u3+u6", u6 = "u3+u6", u10 = "u10", u14 = "u14+u18", u18 = "u14+u18")[p$alterj]
p$scale <- suppressWarnings(as.numeric(p$K1_a))
n <- nrow(p); rest <- sum(p$sex == "-")
sex <- c(w = .88 * (n - rest), m = .12 * (n - rest), "-" = rest)
age <- c("u3+u6" = .40, u10 = .25, "u14+u18" = .35) * n
freq <- function(name, counts) setNames(data.frame(names(counts), counts), c(name, "Freq"))
plain <- svydesign(ids = ~1, weights = rep(1, n), data = p)
raked <- rake(plain, list(~sex, ~age), list(freq("sex", sex), freq("age", age)),
              control = list(maxit = 500, epsilon = 1e-11))
post <- postStratify(plain, ~age, freq("age", age))       # the joined margin alone
out <- function(key, value) cat(key, ",", format(value, digits = 15), "\n", sep = "")
cat("key,value\n")
w <- weights(raked)
for (s in names(sex)) for (a in names(age)) out(paste("rake", s, a, sep = "/"), w[p$sex == s & p$age == a][1])
for (a in names(age)) out(paste("post", a, sep = "/"), weights(post)[p$age == a][1])
for (code in 1:4) {
  m <- svymean(~I(scale == code), raked, na.rm = TRUE)
  out(paste0("K1_a/", code, "/share"), coef(m)[2]); out(paste0("K1_a/", code, "/se"), SE(m)[2])
}
for (code in unique(p$alterj)) {
  m <- svymean(as.formula(paste0("~I(alterj == '", code, "')")), raked)
  out(paste0("alterj/", code, "/share"), coef(m)[2]); out(paste0("alterj/", code, "/se"), SE(m)[2])
}
