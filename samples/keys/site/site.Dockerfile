ARG BASE
FROM ${BASE} AS assets
COPY page.txt /srv/
RUN sleep 1 && tr a-z A-Z < /srv/page.txt > /srv/page

FROM assets AS site
ARG THEME
COPY themes /srv/themes/
RUN sleep 3 && cat "/srv/themes/$THEME.txt" /srv/page > /srv/index.txt

FROM site AS test
RUN test -s /srv/index.txt
