# Goldens for tests/estimate/test_strata.py: R 4.2.2, package survey 4.1-1.
# Run in this folder: Rscript clusters.R > clusters_r.csv
suppressMessages(library(survey))
p <- read.csv("clusters.csv", colClasses = "character", na.strings = "")
p$sex <- ifelse(p$geschlecht %in% c("w", "m"), p$geschlecht, "-")
p$aid <- ifelse(p$sgb2 %in% c("ja", "nein"), p$sgb2, "-")
p$scale <- suppressWarnings(as.numeric(p$K1_a))
p$bad <- as.numeric(p$scale <= 2)
p$weg <- as.numeric(p$weg)
p$wish <- ifelse(p$K2_a == "ja", 1, ifelse(p$K2_a == "nein", 0, NA))
p$father <- as.numeric(p$geschlecht == "m")
p$benefits <- as.numeric(p$sgb2 == "ja")
p$abroad <- as.numeric(p$migration == "ja")
p$clusters <- c(nord = 40, sued = 25, ost = 20, west = 3)[p$ort]
p$people <- c(nord = 900, sued = 600, ost = 500, west = 70)[p$ort]
n <- nrow(p)
known <- function(codes, shares) c(shares * (n - sum(codes == "-")), "-" = sum(codes == "-"))
freq <- function(name, counts) setNames(data.frame(names(counts), counts), c(name, "Freq"))
raked <- function(design) {
  rake(design, list(~sex, ~aid),
       list(freq("sex", known(p$sex, c(w = .88, m = .12))),
            freq("aid", known(p$aid, c(ja = .35, nein = .65)))),
       control = list(maxit = 500, epsilon = 1e-11))
}
one <- rep(1, n)
designs <- list(
  clusters = svydesign(ids = ~kita, weights = one, data = p),
  strata = svydesign(ids = ~1, strata = ~ort, weights = one, data = p),
  finite = svydesign(ids = ~1, strata = ~ort, weights = one, fpc = ~people, data = p),
  both = svydesign(ids = ~kita, strata = ~ort, weights = one, data = p),
  both_finite = svydesign(ids = ~kita, strata = ~ort, weights = one, fpc = ~clusters, data = p)
)
groups <- list(alle = rep(TRUE, n), vaeter = p$geschlecht == "m", sgb2 = p$sgb2 == "ja",
               migration = p$migration == "ja")
others <- list(sgb2 = p$sgb2 == "nein", migration = p$migration == "nein")
out <- function(...) {
  parts <- list(...); last <- length(parts)
  cat(paste(unlist(parts[-last]), collapse = "/"), ",", format(parts[[last]], digits = 15), "\n", sep = "")
}
cat("key,value\n")
for (name in names(designs)) for (rule in c("adjust", "average", "certainty")) {
  options(survey.lonely.psu = rule)
  d <- raked(designs[[name]])
  for (g in names(groups)) {
    here <- subset(d, groups[[g]])
    for (code in c(1, 4)) {
      m <- svymean(~I(scale == code), here, na.rm = TRUE)
      out(name, rule, g, "K1_a", code, "share", coef(m)[2]); out(name, rule, g, "K1_a", code, "se", SE(m)[2])
    }
    m <- svymean(~scale, here, na.rm = TRUE)
    out(name, rule, g, "scale", "mean", coef(m)); out(name, rule, g, "scale", "mean_se", SE(m))
    out(name, rule, g, "scale", "df", degf(subset(here, !is.na(scale))))
    q <- svyquantile(~weg, here, .5, na.rm = TRUE, interval.type = "mean", qrule = "math")
    out(name, rule, g, "weg", "median", q$weg[1, 1])
    valid <- subset(here, !is.na(scale))
    # svyciprop(method = "beta") as its source computes it, but for two things: nrow() of a calibrated subset
    # counts the whole sample, here it is the domain's n; and the design effect divides by p(1 - p)/(n - 1), so
    # that 1 is an unweighted sample's.
    size <- sum(groups[[g]] & !is.na(p$scale))
    known_sex <- p$geschlecht %in% c("w", "m", "d")
    if (g %in% c("alle", "sgb2", "migration")) {
      rare <- subset(d, groups[[g]] & known_sex)
      m <- svymean(~I(geschlecht == "d"), rare)
      share <- coef(m)[2]; k <- sum(groups[[g]] & known_sex)
      n_eff <- min(share * (1 - share) / SE(m)[2]^2 * k / (k - 1), k)
      n_eff <- n_eff * (qt(.025, k - 1) / qt(.025, degf(rare)))^2
      out(name, rule, g, "geschlecht/d/beta_low", qbeta(.025, n_eff * share, n_eff * (1 - share) + 1))
      out(name, rule, g, "geschlecht/d/beta_high", qbeta(.975, n_eff * share + 1, n_eff * (1 - share)))
    }
    for (code in c(1, 4)) {
      m <- svymean(~I(scale == code), here, na.rm = TRUE)
      share <- coef(m)[2]; n_eff <- share * (1 - share) / SE(m)[2]^2 * size / (size - 1)
      n_eff <- n_eff * (qt(.025, size - 1) / qt(.025, degf(valid)))^2
      out(name, rule, g, "K1_a", code, "beta_low", qbeta(.025, n_eff * share, n_eff * (1 - share) + 1))
      out(name, rule, g, "K1_a", code, "beta_high", qbeta(.975, n_eff * share + 1, n_eff * (1 - share)))
    }
    ci <- attr(svyciprop(~I(scale == 1), valid, method = "logit"), "ci")
    out(name, rule, g, "K1_a/1", "logit_low", ci[1]); out(name, rule, g, "K1_a/1", "logit_high", ci[2])
  }
  for (g in names(others)) {
    both <- subset(d, (groups[[g]] | others[[g]]) & !is.na(d$variables$bad))
    both$variables$inside <- as.numeric(groups[[g]][as.numeric(rownames(both$variables))])
    m <- svyglm(bad ~ inside, both)
    out(name, rule, "contrast", g, "difference", coef(m)[2]); out(name, rule, "contrast", g, "se", SE(m)[2])
  }
  ok <- !is.na(p$bad) & p$geschlecht %in% c("w", "m", "d") & p$aid != "-" & p$migration %in% c("ja", "nein")
  m <- svyglm(bad ~ father + benefits + abroad, subset(d, ok), family = quasibinomial,
              control = list(epsilon = 1e-12))
  # Average marginal effects with delta-method errors, as in parents.R.
  here <- d$variables[ok, ]; w <- weights(d)[ok]
  x <- model.matrix(~father + benefits + abroad, here)
  for (k in 2:4) {
    at <- function(value) { z <- x; z[, k] <- value; z }
    fit <- sapply(list(at(1), at(0)), function(z) plogis(z %*% coef(m)))
    slope <- function(z, q) colSums(w * q * (1 - q) * z) / sum(w)
    gradient <- slope(at(1), fit[, 1]) - slope(at(0), fit[, 2])
    out(name, rule, "model", k - 1, "effect", sum(w * (fit[, 1] - fit[, 2])) / sum(w))
    out(name, rule, "model", k - 1, "effect_se", sqrt(drop(t(gradient) %*% vcov(m) %*% gradient)))
  }
}
