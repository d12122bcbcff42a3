# Goldens for tests/estimate/test_medians.py: R 4.2.2, package survey 4.1-1.
# Run in this folder: Rscript medians.R > medians_r.csv (calibrate() needs the package MASS).
# Medians of small groups in three to seven day-care centres. Woodruff (1952) inverts 0.5 ± t·se, which is
# oldsvyquantile(interval.type = "Wald"); svyquantile(interval.type = "mean") inverts F(median) ± t·se, says
# NaN where that lies outside 0-1, and the second smallest value where it lies below the first step of F.
suppressMessages(library(survey))
p <- read.csv("clusters.csv", colClasses = "character", na.strings = "")
p$sex <- factor(ifelse(p$geschlecht %in% c("w", "m"), p$geschlecht, "-"), c("w", "m", "-"))
p$aid <- factor(ifelse(p$sgb2 %in% c("ja", "nein"), p$sgb2, "-"), c("ja", "nein", "-"))
p$weg <- as.numeric(p$weg)
valid <- !is.na(p$weg)
p$weg[!valid] <- 0  # outside a domain of a calibrated design R keeps rows with weight 0, and needs a value
known <- function(codes, shares) {
  rest <- sum(codes == "-")
  c(shares * (nrow(p) - rest), rest)[-1]
}
plain <- svydesign(ids = ~kita, weights = rep(1, nrow(p)), data = p)
raked <- calibrate(plain, ~sex + aid, c(nrow(p), known(p$sex, c(.88, .12)), known(p$aid, c(.35, .65))),
                   calfun = "raking", maxit = 500, epsilon = 1e-12)
few <- list(three = c("k05", "k14", "k20"), four = c("k02", "k12", "k17", "k24"),
            five = c("k00", "k01", "k03", "k04", "k07"),
            seven = c("k08", "k10", "k13", "k19", "k22", "k26", "k27"))
out <- function(...) {
  parts <- list(...); last <- length(parts)
  cat(paste(unlist(parts[-last]), collapse = "/"), ",", format(parts[[last]], digits = 15), "\n", sep = "")
}
cat("key,value\n")
for (weighting in c("plain", "raked")) for (name in names(few)) for (aid in c("ja", "nein")) {
  inside <- p$kita %in% few[[name]] & p$sgb2 == aid & valid
  here <- subset(get(weighting), inside)
  old <- oldsvyquantile(~weg, here, .5, ci = TRUE, method = "constant", f = 1, interval.type = "Wald")
  new <- svyquantile(~weg, here, .5, interval.type = "mean", qrule = "math")$weg
  share <- svymean(~I(weg <= new[1]), here)
  out(weighting, name, aid, "n", sum(inside)); out(weighting, name, aid, "df", degf(here))
  out(weighting, name, aid, "median", old$quantiles[1])
  out(weighting, name, aid, "low", old$CIs[1]); out(weighting, name, aid, "high", old$CIs[2])
  out(weighting, name, aid, "share", coef(share)[2]); out(weighting, name, aid, "se", SE(share)[2])
  out(weighting, name, aid, "svyquantile_low", new[2]); out(weighting, name, aid, "svyquantile_high", new[3])
}
