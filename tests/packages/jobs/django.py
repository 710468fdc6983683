"""django: templates, and models with queries on SQLite."""
import os
import sys

import django
from django.conf import settings

os.mkdir('app')
open('app/__init__.py', 'w').close()
sys.path.insert(0, os.getcwd())
settings.configure(
    DATABASES={'default': {'ENGINE': 'django.db.backends.sqlite3', 'NAME': ':memory:'}}, INSTALLED_APPS=['app'], USE_TZ=False,
    TEMPLATES=[{'BACKEND': 'django.template.backends.django.DjangoTemplates'}], DEFAULT_AUTO_FIELD='django.db.models.AutoField')
django.setup()

from django import forms
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, models, transaction
from django.db.models import Avg, Count, F, Q, Sum, Window
from django.db.models.functions import Rank, Upper
from django.template import Context, Template


class Author(models.Model):
    name = models.CharField(max_length=50, unique=True)
    born = models.DateField(null=True)

    class Meta:
        app_label = 'app'
        ordering = ['name']

    def __str__(self):
        return self.name


class Book(models.Model):
    title = models.CharField(max_length=50)
    author = models.ForeignKey(Author, on_delete=models.CASCADE, related_name='books')
    price = models.DecimalField(max_digits=6, decimal_places=2)
    extra = models.JSONField(default=dict)

    class Meta:
        app_label = 'app'


with connection.schema_editor() as editor:
    editor.create_model(Author)
    editor.create_model(Book)
authors = [Author.objects.create(name=name, born=f'19{60 + i}-01-02') for i, name in enumerate(['Cy', 'Al', 'Bo'])]
Book.objects.bulk_create(Book(title=f't{i}', author=authors[i % 2], price=f'{i}.50', extra={'n': i, 'tags': ['x'] * i}) for i in range(6))
print(Author.objects.all(), Author.objects.filter(Q(name__startswith='A') | Q(born__year__gt=1961)).values_list('name', flat=True))
print(list(Author.objects.annotate(n=Count('books'), total=Sum('books__price')).values('name', 'n', 'total')))
print(Book.objects.aggregate(Avg('price')), Book.objects.filter(extra__n__gte=4).count(), Book.objects.select_related('author').get(title='t3').author)
print(Book.objects.update(price=F('price') + 1), list(Book.objects.order_by('-price').values_list('title', 'price')[:2]))
print(list(Book.objects.annotate(rank=Window(Rank(), order_by=F('price').desc())).values_list('title', 'rank')[:3]))
print(Book.objects.filter(author__name=Upper(F('title'))).query)
try:
    with transaction.atomic():
        Author.objects.create(name='Al')
except IntegrityError as error:
    print(error)
print(authors[0].delete(), Book.objects.count())
for bad in (lambda: Author.objects.get(name='?'), lambda: Book(title='x' * 60, author=authors[1], price=1).full_clean()):
    try:
        bad()
    except (Author.DoesNotExist, ValidationError) as error:
        print(type(error).__name__, error)


class Form(forms.Form):
    name = forms.CharField(max_length=5)
    count = forms.IntegerField(min_value=2, required=False)


form = Form({'name': 'too long', 'count': '1'})
print(form.is_valid(), form.errors.as_json(), Form({'name': 'ok'}).is_valid())
print(form.as_p())
print(Template('{% for b in books %}{{ forloop.counter }}. {{ b.title|upper }} {{ b.price|floatformat:1 }}{% if not forloop.last %}, {% endif %}{% empty %}-{% endfor %} {{ x|default:"<none>" }} {{ t|date:"D j M Y" }} {{ n|pluralize }}').render(
    Context({'books': Book.objects.all(), 't': __import__('datetime').date(2024, 2, 29), 'n': 2})))
