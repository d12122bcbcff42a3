# Goldens for tests/estimate/test_against_r.py: R 4.2.2, package survey 4.1-1.
# Run in this folder: Rscript parents.R > parents_r.csv
suppressMessages(library(survey))
p <- read.csv("parents.csv", colClasses = "character", na.strings = "")
p$sex <- ifelse(p$geschlecht %in% c("w", "m"), p$geschlecht, "-")
p$aid <- ifelse(p$sgb2 %in% c("ja", "nein"), p$sgb2, "-")
p$scale <- suppressWarnings(as.numeric(p$K1_a))           # kA, _not_asked, _no_answer become NA
p$need <- c(1, .5, 0, 0)[p$scale]
p$bad <- as.numeric(p$need >= .5)
p$weg <- as.numeric(p$weg)
p$wish <- ifelse(p$K2_a == "ja", 1, ifelse(p$K2_a == "nein", 0, NA))
n <- nrow(p)
known <- function(codes, shares) {                        # the rest keeps its unweighted share
  rest <- sum(codes == "-")
  c(shares * (n - rest), "-" = rest)
}
freq <- function(name, counts) setNames(data.frame(names(counts), counts), c(name, "Freq"))
plain <- svydesign(ids = ~1, weights = rep(1, n), data = p)
d <- rake(plain, list(~sex, ~aid),
          list(freq("sex", known(p$sex, c(w = .88, m = .12))),
               freq("aid", known(p$aid, c(ja = .35, nein = .65)))),
          control = list(maxit = 500, epsilon = 1e-11))
out <- function(key, value) cat(key, ",", format(value, digits = 15), "\n", sep = "")
groups <- list(alle = rep(TRUE, n), muetter = p$geschlecht == "w", vaeter = p$geschlecht == "m",
               sgb2 = p$sgb2 == "ja", migration = p$migration == "ja",
               kind_6_plus = p$alterj %in% c("u10", "u14", "u18"))
others <- list(sgb2 = p$sgb2 == "nein", migration = p$migration == "nein",
               muetter = p$geschlecht %in% c("m", "d"))
cat("key,value\n")
for (i in seq_len(n)) out(paste0("weight/", p$respondent[i]), weights(d)[i])
for (g in names(groups)) {
  for (weighting in c("raked", "plain")) {
    design <- if (weighting == "raked") d else plain
    here <- subset(design, groups[[g]])
    at <- function(name) paste(weighting, g, name, sep = "/")
    for (code in 1:4) {
      m <- svymean(~I(scale == code), here, na.rm = TRUE)
      out(at(paste0("K1_a/", code, "/share")), coef(m)[2])
      out(at(paste0("K1_a/", code, "/se")), SE(m)[2])
    }
    m <- svymean(~wish, here, na.rm = TRUE, deff = "replace")
    out(at("K2_a/ja/share"), coef(m)); out(at("K2_a/ja/se"), SE(m))
    out(at("K2_a/ja/deff"), deff(m))
    for (variable in c("scale", "need", "weg")) {
      m <- svymean(as.formula(paste0("~", variable)), here, na.rm = TRUE)
      out(at(paste0(variable, "/mean")), coef(m)); out(at(paste0(variable, "/mean_se")), SE(m))
    }
    q <- svyquantile(~weg, here, .5, na.rm = TRUE, interval.type = "mean", qrule = "math",
                     df = sum(groups[[g]] & !is.na(p$weg)) - 1)
    out(at("weg/median"), q$weg[1, 1])
    out(at("weg/se_at_median"), SE(svymean(~I(weg <= q$weg[1, 1]), here, na.rm = TRUE))[2])
    if (weighting == "plain") {
      valid <- subset(here, !is.na(wish))
      ci <- attr(svyciprop(~wish, valid, method = "beta"), "ci")
      out(at("K2_a/ja/beta_low"), ci[1]); out(at("K2_a/ja/beta_high"), ci[2])
    }
  }
}
for (g in names(others)) for (variable in c("bad", "wish")) {
  both <- subset(d, (groups[[g]] | others[[g]]) & !is.na(d$variables[[variable]]))
  both$variables$inside <- as.numeric(both$variables$respondent %in% p$respondent[groups[[g]]])
  m <- svyglm(as.formula(paste(variable, "~ inside")), both)
  out(paste("contrast", g, variable, "difference", sep = "/"), coef(m)[2])
  out(paste("contrast", g, variable, "se", sep = "/"), SE(m)[2])
}
# Circumstances: who is dissatisfied (K1_a 1 or 2), all else in the model being equal.
p$ok <- p$geschlecht %in% c("w", "m", "d") & p$sgb2 %in% c("ja", "nein") & p$migration %in% c("ja", "nein") &
  !is.na(p$bad)
d$variables <- p
d$variables$father <- as.numeric(p$geschlecht == "m")
d$variables$benefits <- as.numeric(p$sgb2 == "ja")
d$variables$abroad <- as.numeric(p$migration == "ja")
m <- svyglm(bad ~ father + benefits + abroad, subset(d, ok), family = quasibinomial,
            control = list(epsilon = 1e-12))
for (k in 1:4) {
  out(paste0("model/", k - 1, "/coefficient"), coef(m)[k])
  out(paste0("model/", k - 1, "/se"), SE(m)[k])
}
# Average marginal effects with delta-method errors, covariates as observed, weights as raked.
here <- d$variables[p$ok, ]; w <- weights(d)[p$ok]
x <- model.matrix(~father + benefits + abroad, here)
for (k in 2:4) {
  at <- function(value) { z <- x; z[, k] <- value; z }
  p <- sapply(list(at(1), at(0)), function(z) plogis(z %*% coef(m)))
  slope <- function(z, p) colSums(w * p * (1 - p) * z) / sum(w)
  gradient <- slope(at(1), p[, 1]) - slope(at(0), p[, 2])
  out(paste0("model/", k - 1, "/effect"), sum(w * (p[, 1] - p[, 2])) / sum(w))
  out(paste0("model/", k - 1, "/effect_se"), sqrt(drop(t(gradient) %*% vcov(m) %*% gradient)))
}
