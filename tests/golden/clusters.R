# Goldens for tests/estimate/test_strata.py: R 4.2.2, package survey 4.1-1.
# Run in this folder: Rscript clusters.R > clusters_r.csv (calibrate() needs the package MASS).
# Designs with a finite population have R's own weights, N/n of each stratum. They are raked by
# calibrate(calfun = "raking"), whose residuals are weighted by the weights before raking (Deville and Särndal
# 1992, as in postStratify()); rake() takes unweighted residuals. Without design weights both are the same.
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
# Outside a domain of a calibrated design R keeps rows with weight 0; models need some value there.
filled <- function(x) ifelse(is.na(x), 0, x)
for (name in c("bad", "father", "benefits", "abroad")) p[[paste0(name, "_")]] <- filled(p[[name]])
p$lowest <- filled(as.numeric(p$scale == 1))
p$clusters <- c(nord = 40, sued = 25, ost = 20, west = 3)[p$ort]
p$people <- c(nord = 900, sued = 600, ost = 500, west = 70)[p$ort]
n <- nrow(p)
known <- function(codes, w, shares) {
  rest <- sum(w[codes == "-"])
  c(shares * (sum(w) - rest), "-" = rest)
}
raked <- function(design) {
  w <- weights(design)
  totals <- c(sum(w), known(p$sex, w, c(w = .88, m = .12))[-1],
              known(p$aid, w, c(ja = .35, nein = .65))[-1])
  calibrate(design, ~factor(sex, c("w", "m", "-")) + factor(aid, c("ja", "nein", "-")), unname(totals),
            calfun = "raking", maxit = 500, epsilon = 1e-12)
}
one <- rep(1, n)
designs <- list(
  clusters = svydesign(ids = ~kita, weights = one, data = p),
  strata = svydesign(ids = ~1, strata = ~ort, weights = one, data = p),
  finite = svydesign(ids = ~1, strata = ~ort, fpc = ~people, data = p),
  both = svydesign(ids = ~kita, strata = ~ort, weights = one, data = p),
  both_finite = svydesign(ids = ~kita, strata = ~ort, fpc = ~clusters, data = p)
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
    ci <- attr(svyciprop(~lowest, valid, method = "logit"), "ci")
    out(name, rule, g, "K1_a/1", "logit_low", ci[1]); out(name, rule, g, "K1_a/1", "logit_high", ci[2])
  }
  for (g in names(others)) {
    both <- subset(d, (groups[[g]] | others[[g]]) & !is.na(d$variables$bad))
    both$variables$inside <- filled(as.numeric(groups[[g]][as.numeric(rownames(both$variables))]))
    m <- svyglm(bad_ ~ inside, both)
    out(name, rule, "contrast", g, "difference", coef(m)[2]); out(name, rule, "contrast", g, "se", SE(m)[2])
  }
  ok <- !is.na(p$bad) & p$geschlecht %in% c("w", "m", "d") & p$aid != "-" & p$migration %in% c("ja", "nein")
  m <- svyglm(bad_ ~ father_ + benefits_ + abroad_, subset(d, ok), family = quasibinomial,
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
